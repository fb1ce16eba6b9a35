// What was typed before htmx was there is saved too: nobody heard of it when it was typed.
export function typedEarly() {
  document.addEventListener("htmx:load", ({ target }) => {
    if (target !== document.body) return;
    const forms = new Set([...document.querySelectorAll("main form [name]")].filter(isChanged).map(({ form }) => form));
    for (const form of forms) form.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function isChanged(field) {
  if (field.matches("select")) return field.selectedIndex !== Math.max([...field.options].findIndex((one) => one.defaultSelected), 0);
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  return field.matches("textarea, input:not([type=hidden], [type=file])") && field.value !== field.defaultValue;
}
