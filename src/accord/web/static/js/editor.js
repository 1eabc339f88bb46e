// The agreement as text: line numbers with their faults, a jump to the line, words that may stand at the cursor.
const box = document.querySelector("[data-editor]");
const area = box.querySelector("textarea");
const lines = box.querySelector("[data-lines]");
const list = box.querySelector("[role=listbox]");
const token = document.querySelector("#editor-form [name=csrfmiddlewaretoken]").value;
let asked = 0;
let start = 0;
let isDirty = false;

const faulty = () => new Set([...document.querySelectorAll("[data-line]")].map((one) => Number(one.dataset.line)));

const number = () => {
  const wrong = faulty();
  const total = area.value.split("\n").length;
  lines.replaceChildren(
    ...Array.from({ length: total }, (_, at) => {
      const one = document.createElement("span");
      one.textContent = at + 1;
      one.classList.toggle("is-faulty", wrong.has(at + 1));
      return one;
    }),
  );
  lines.scrollTop = area.scrollTop;
};

// The server counts characters, the browser halves of some.
const units = (text, characters) => [...text].slice(0, characters).join("").length;

const height = () => parseFloat(getComputedStyle(area).lineHeight);

const jump = (line, column) => {
  const all = area.value.split("\n");
  const at = all.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + units(all[line - 1] ?? "", column - 1);
  area.focus();
  area.setSelectionRange(at, at);
  area.scrollTop = Math.max(0, (line - 5) * height());
};

const close = () => {
  list.hidden = true;
  area.removeAttribute("aria-activedescendant");
};

const place = () => {
  const before = area.value.slice(0, start).split("\n");
  const under = before.length * height() - area.scrollTop + 8;
  const fits = under + list.offsetHeight <= area.clientHeight;
  const top = fits ? under : under - height() - list.offsetHeight;
  const side = before.at(-1).length * 7.6 - area.scrollLeft + lines.offsetWidth + 8;
  list.style.setProperty("--top", `${Math.max(0, top)}px`);
  list.style.setProperty("--start", `${Math.max(0, Math.min(side, box.clientWidth - 240))}px`);
};

const choose = (one) => {
  for (const other of list.children) other.setAttribute("aria-selected", other === one);
  one.scrollIntoView({ block: "nearest" });
  area.setAttribute("aria-activedescendant", one.id);
};

const chosen = () => list.querySelector("[aria-selected=true]");

const take = (one) => {
  area.setRangeText(one.dataset.word, start, area.selectionStart, "end");
  close();
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
};

const offer = async () => {
  const mine = ++asked;
  const body = new FormData();
  body.set("text", area.value);
  body.set("at", [...area.value.slice(0, area.selectionStart)].length);
  const answer = await fetch(box.dataset.editor, { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (!answer.ok || mine !== asked) return;
  const found = await answer.json();
  start = units(area.value, found.start);
  list.replaceChildren(
    ...found.words.map(({ word, means }, at) => {
      const one = document.createElement("li");
      one.id = `editor-word-${at}`;
      one.role = "option";
      one.dataset.word = word;
      const name = document.createElement("code");
      name.textContent = word;
      const what = document.createElement("span");
      what.textContent = means;
      one.append(name, what);
      return one;
    }),
  );
  list.hidden = !found.words.length;
  if (list.hidden) return;
  place();
  choose(list.firstElementChild);
};

const step = (by) => {
  const all = [...list.children];
  choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
};

area.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === " ") offer();
  else if (list.hidden) return;
  else if (event.key === "ArrowDown") step(1);
  else if (event.key === "ArrowUp") step(-1);
  else if (event.key === "Enter") take(chosen());
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
});

let pause = 0;
area.addEventListener("input", (event) => {
  isDirty = true;
  number();
  clearTimeout(pause);
  const letter = event.data ?? "";
  if (/^[a-z.]$/i.test(letter)) pause = setTimeout(offer, 200);
  else close();
});
area.addEventListener("scroll", () => {
  lines.scrollTop = area.scrollTop;
  close();
});
area.addEventListener("blur", () => setTimeout(close, 150));
list.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const one = event.target.closest("[role=option]");
  if (one) take(one);
});
document.addEventListener("click", (event) => {
  const fault = event.target.closest("[data-line]");
  if (fault) jump(Number(fault.dataset.line), Number(fault.dataset.column));
});
document.addEventListener("htmx:after:swap", number);
document.getElementById("editor-form").addEventListener("submit", () => (isDirty = false));
addEventListener("beforeunload", (event) => isDirty && event.preventDefault());
number();
