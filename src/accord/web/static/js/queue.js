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
  if (key === "x") return pick(document.activeElement?.closest?.("[data-row]") ?? current());
  if (key === "X") return pickAll(true);
  if (key === "Escape") return press("Escape");
  return "arceuqowlsnthm".includes(key) && press(key);
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
  body.set("query", queue.dataset.query);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-next-lead]")) neighbour()?.click();
  const picks = event.target.closest("[data-picks]");
  if (picks) pickAll(picks.dataset.picks === "all");
});

// Several at once: x picks the row, X all of them; then a, r and s are for all that are picked.
const boxes = () => [...document.querySelectorAll("[data-pick]")];
const countPicked = () => {
  const count = document.querySelector("[data-count]");
  if (count) count.textContent = boxes().filter((one) => one.checked).length;
};
const pick = (row) => {
  const box = row?.closest("li")?.querySelector("[data-pick]");
  if (box) (box.checked = !box.checked), countPicked();
  return Boolean(box);
};
const pickAll = (on) => {
  for (const box of boxes()) box.checked = on;
  countPicked();
  return true;
};
document.addEventListener("change", (event) => event.target.matches("[data-pick]") && countPicked());

// The list follows what others do. The row in focus and the one open keep their place on the screen.
const EVERY = 20_000;
const ask = () => {
  const news = document.getElementById("news");
  if (news && !document.hidden && !document.querySelector("dialog[open]")) htmx.trigger(news, "news");
};
setInterval(ask, EVERY);
document.addEventListener("visibilitychange", ask);

let place;
document.addEventListener("htmx:before:swap", () => {
  const list = document.querySelector(".queue-list");
  const row = document.activeElement?.closest?.("[data-row]") ?? current();
  place = list && row?.isConnected ? { row, top: row.getBoundingClientRect().top, focused: row === document.activeElement } : null;
});
document.addEventListener("htmx:after:swap", () => {
  countPicked();
  if (!place?.row.isConnected) return;
  if (place.focused && document.activeElement === document.body) place.row.focus({ preventScroll: true });
  const list = document.querySelector(".queue-list");
  if (list) list.scrollTop += place.row.getBoundingClientRect().top - place.top;
});
