// The list of opportunities by keys: each does what a control of the row does.
import { shortcuts } from "./shortcuts.js";

export function rows() {
  const list = document.querySelector("[data-rows]");
  const help = document.querySelector("[data-shortcuts]");
  if (!list || !help) return;

  // By its place, since a row that was acted on is taken out and comes back as it stands now.
  let place = -1;
  const go = (row) => row?.querySelector("a").focus();

  shortcuts(help, (key) => {
    const all = [...list.querySelectorAll("[data-row]")];
    const focused = all.indexOf(document.activeElement.closest("[data-row]"));
    if (focused >= 0) place = focused;
    if (key === "j" || key === "k") {
      place = Math.max(0, Math.min(place + (key === "j" ? 1 : -1), all.length - 1));
      go(all[place]);
      return true;
    }
    const control = all[focused]?.querySelector(key === "x" ? "[name=chosen]" : `[data-key="${CSS.escape(key)}"]`);
    control?.click();
    return Boolean(control);
  });

  // The row that comes back takes the place of the one that had the focus.
  list.addEventListener("htmx:load", ({ target }) => {
    if (document.activeElement === document.body && target.matches("[data-row]")) go(target);
  });
}
