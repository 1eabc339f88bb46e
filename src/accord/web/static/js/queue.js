// j and k walk the list, Enter opens (the row is a link), the rest presses what the panel offers.
const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => document.querySelector("[data-row][aria-current=true]");

const choose = (row) => {
  for (const other of rows()) other.toggleAttribute("aria-current", false);
  row?.setAttribute("aria-current", "true");
};

const walk = (step) => {
  const all = rows();
  const focused = all.indexOf(document.activeElement);
  const at = focused >= 0 ? focused : all.indexOf(current());
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
};

export const queueKey = (key, press) => {
  if (key === "j") return walk(1);
  if (key === "k") return walk(-1);
  if (key === "Escape") return press("Escape");
  return "arceuqowlsn".includes(key) && press(key);
};

document.addEventListener("htmx:after:swap", () => {
  const lead = document.querySelector("#panel [data-lead]")?.dataset.lead;
  const queue = document.querySelector("[data-queue]");
  if (!queue) return;
  queue.classList.toggle("has-open", Boolean(lead));
  choose(lead ? document.querySelector(`[data-row="${lead}"]`) : null);
});

// Decisions name the lead to open next and the list they are made in.
const neighbour = () => {
  const all = rows();
  const at = all.indexOf(current());
  return all[at + 1] ?? all[at - 1];
};

document.addEventListener("htmx:config:request", (event) => {
  const queue = document.querySelector("[data-queue]");
  const body = event.detail.ctx.request.body;
  if (!queue || !body?.has?.("next")) return;
  body.set("next", neighbour()?.dataset.row ?? "");
  body.set("state", queue.dataset.state);
  body.set("rep", queue.dataset.rep);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-next-lead]")) neighbour()?.click();
});
