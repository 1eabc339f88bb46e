// Before the first paint: "auto" follows the system.
(() => {
  const page = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    if (page.dataset.theme === "auto") page.dataset.bsTheme = system.matches ? "dark" : "light";
  };
  page.classList.add("script");
  apply();
  system.addEventListener("change", apply);
})();
