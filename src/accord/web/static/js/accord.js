// Keys, dialogs and toasts of every page; the queue's own keys are in queue.js.
import { queueKey } from "./queue.js";

const byId = (id) => document.getElementById(id);
const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
const isOpen = () => document.querySelector("dialog[open]");
let wentTo = 0;

const open = (id) => {
  const dialog = byId(id);
  if (dialog && !dialog.open) dialog.showModal();
  dialog?.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
};

const press = (key) => {
  const all = [...document.querySelectorAll(`[data-key="${key}"]`)].filter((one) => one.offsetParent !== null || one.closest("#toasts"));
  const one = all.at(-1);
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

const moveInPalette = (event) => {
  const links = [...byId("palette").querySelectorAll("a")].filter((a) => a.offsetParent !== null);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !links.length) return;
  const at = links.indexOf(document.activeElement);
  links[(at + step + links.length) % links.length].focus();
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
  if (opener) open(opener.dataset.opens);
  if (event.target.closest("[data-closes]")) event.preventDefault(), isOpen()?.close();
  if (event.target.closest("[data-copies]")) copy(event.target.closest("[data-copies]"));
  if (event.target.matches("dialog")) event.target.close();
});

const copy = async (button) => {
  await navigator.clipboard?.writeText(byId(button.dataset.copies).textContent.trim());
  button.classList.add("is-done");
};

const filterCommands = (text) => {
  for (const item of document.querySelectorAll("#palette [data-commands] li"))
    item.hidden = !item.textContent.toLowerCase().includes(text.toLowerCase());
};
byId("palette")?.addEventListener("input", (event) => filterCommands(event.target.value));

const fadeToasts = () => {
  for (const toast of document.querySelectorAll("[data-toast]:not([data-timed])")) {
    toast.dataset.timed = "";
    setTimeout(() => toast.remove(), Number(toast.dataset.toast) * 1000);
  }
};

document.addEventListener("htmx:after:swap", (event) => {
  fadeToasts();
  const target = event.detail.ctx?.target;
  if (target?.id === "dialog-body") open("dialog");
  else if (target?.id === "panel") {
    isOpen()?.close();
    target.querySelector("h2")?.focus({ preventScroll: true });
    target.scrollTop = 0;
  }
});

for (const select of document.querySelectorAll("[data-submits]"))
  select.addEventListener("change", () => select.form.requestSubmit());
