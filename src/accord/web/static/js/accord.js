// Keys, dialogs and toasts of every page; the queue's own keys are in queue.js.
import { queueKey } from "./queue.js";

const byId = (id) => document.getElementById(id);
const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
const isOpen = () => document.querySelector("dialog[open]");
let wentTo = 0;

const open = (id) => {
  const dialog = byId(id);
  if (id === "palette") readyPalette();
  if (dialog && !dialog.open) dialog.showModal();
  const focused = dialog?.querySelector("[autofocus]") ?? dialog?.querySelector("input:not([type=hidden]), select, textarea, button");
  focused?.focus();
};

// What is chosen together comes before the one lead that is open.
const pressable = (key) => {
  const all = [...document.querySelectorAll(`[data-key="${key}"]`)].filter((one) => one.getClientRects().length);
  return all.find((one) => one.closest("[data-together]")) ?? all.at(-1);
};

const press = (key) => {
  const one = pressable(key);
  one?.click();
  return Boolean(one);
};

const goKey = (key) => {
  const link = [...document.querySelectorAll("#palette [data-commands] a")].find((a) => a.querySelector("kbd")?.textContent === `g ${key}`);
  if (link) location.assign(link.href);
  return Boolean(link);
};

const globalKey = (event) => {
  if (event.key === "/") return byId("bar-q")?.focus(), true;
  if (event.key === "?") return open("help"), true;
  if (event.key === "g") return (wentTo = Date.now()), true;
  if (Date.now() - wentTo < 1200) return (wentTo = 0), goKey(event.key);
  return false;
};

const dialogKey = (event) => {
  const choice = /^[1-9]$/.test(event.key) && document.querySelector(`dialog[open] [data-choice="${event.key}"]`);
  if (!choice || typing(event.target)) return;
  choice.checked = true;
  choice.focus();
  event.preventDefault();
};

// Only what can be done here is offered.
const readyPalette = () => {
  const field = byId("palette").querySelector("input[type=search]");
  field.value = "";
  byId("found").replaceChildren();
  for (const item of document.querySelectorAll("#palette li[data-presses]")) item.dataset.idle = pressable(item.dataset.presses) ? "" : "idle";
  filterCommands("");
};

const filterCommands = (text) => {
  const words = text.trim().toLowerCase();
  for (const item of document.querySelectorAll("#palette [data-commands] li"))
    item.hidden = item.dataset.idle === "idle" || !item.textContent.toLowerCase().includes(words);
};
byId("palette")?.addEventListener("input", (event) => filterCommands(event.target.value));

const moveInPalette = (event) => {
  const field = byId("palette").querySelector("input[type=search]");
  const items = [field, ...byId("palette").querySelectorAll(".commands a, .commands button")].filter((one) => one.getClientRects().length);
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) items[(at + step + items.length) % items.length].focus();
  else if (event.key === "Enter" && document.activeElement === field && items.length > 1) items[1].click();
  else {
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ") field.focus();
    return;
  }
  event.preventDefault();
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open("palette");
  } else if (byId("palette")?.open) {
    moveInPalette(event);
  } else if (isOpen()) {
    dialogKey(event);
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
    if (globalKey(event) || queueKey(event.key, press)) event.preventDefault();
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) isOpen()?.close(), open(opener.dataset.opens);
  const command = event.target.closest("#palette [data-presses]");
  if (command) byId("palette").close(), press(command.dataset.presses);
  if (event.target.closest("dialog [data-closes]")) event.preventDefault(), isOpen()?.close();
  if (event.target.closest("[data-copies]")) copy(event.target.closest("[data-copies]"));
  if (event.target.matches("dialog")) event.target.close();
});

const copy = async (button) => {
  await navigator.clipboard?.writeText(byId(button.dataset.copies).textContent.trim());
  button.classList.add("is-done");
};

// A newer message replaces what the page said before it.
const fadeToasts = () => {
  const fresh = document.querySelectorAll("[data-toast]:not([data-timed])");
  if (fresh.length) for (const old of document.querySelectorAll("[data-passes]")) old.remove();
  for (const toast of fresh) {
    toast.dataset.timed = "";
    setTimeout(() => toast.remove(), Number(toast.dataset.toast) * 1000);
  }
};

fadeToasts();
document.addEventListener("htmx:after:swap", (event) => {
  fadeToasts();
  const { target: named, sourceElement, response } = event.detail.ctx ?? {};
  const target = typeof named === "string" ? document.querySelector(named) : named;
  sourceElement?.closest?.("[data-toast]")?.remove();
  if (sourceElement?.matches?.("dialog form[method=post]") && response?.raw?.ok) isOpen()?.close();
  if (target?.id === "dialog-body") open("dialog");
  else if (target?.id === "panel") {
    isOpen()?.close();
    target.querySelector("h2, .empty-title")?.focus({ preventScroll: true });
    target.scrollTop = 0;
  }
});

for (const select of document.querySelectorAll("[data-submits]"))
  select.addEventListener("change", () => select.form.requestSubmit());

// What was seen in the dry run is not what another mapping would do.
document.querySelector("[data-dry-form]")?.addEventListener("change", (event) => {
  event.currentTarget.querySelector("[data-after-dry]")?.remove();
});
