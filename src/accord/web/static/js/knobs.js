// Sliders and the numbers beside them say the same; what is not as written is marked.
const form = document.querySelector("[data-knobs]");
const number = (slider) => form.elements[slider.dataset.for];
const slider = (field) => form.querySelector(`[data-for="${CSS.escape(field.name)}"]`);
const mark = (field) => field.closest(".knob").toggleAttribute("data-turned", field.value !== field.dataset.written);

form?.addEventListener(
  "input",
  (event) => {
    const one = event.target;
    if (one.dataset.for) number(one).value = one.value;
    else if (slider(one)) slider(one).value = one.value;
    mark(one.dataset.for ? number(one) : one);
  },
  true,
);

form?.addEventListener("reset", (event) => {
  event.preventDefault();
  for (const field of form.querySelectorAll("[data-written]")) {
    field.value = slider(field).value = field.dataset.written;
    mark(field);
  }
  form.querySelector("[data-written]")?.dispatchEvent(new Event("input", { bubbles: true }));
});

for (const field of form?.querySelectorAll("[data-written]") ?? []) mark(field);
