// Drops the spaces and hyphens of a pasted code, which the server would drop anyway.
export function digitsOnly() {
  document.addEventListener("beforeinput", (event) => {
    const field = event.target;
    if (!field.matches?.(".code-field__input") || !/\D/.test(event.data ?? "")) return;
    const room = field.maxLength - 1 - field.value.length + field.selectionEnd - field.selectionStart;
    const digits = event.data.replace(/\D/g, "").slice(0, room);
    event.preventDefault();
    if (digits) field.setRangeText(digits, field.selectionStart, field.selectionEnd, "end");
  });
}
