// Proposes the browser's time zone in a field that says data-guess-zone and that nobody has filled yet.
export function guessedZone() {
  const field = document.querySelector("[data-guess-zone]");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!field || !zone) return;
  const known = field.tagName !== "SELECT" || [...field.options].some(({ value }) => value === zone);
  if (known) field.value = zone;
}
