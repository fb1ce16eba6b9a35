// A document under review: pages turn without losing what was ticked, and keys do what the buttons do.
import { shortcuts } from "./shortcuts.js";

export function review() {
  const viewer = document.querySelector("[data-viewer]");
  if (viewer) turning(viewer);
  const help = document.querySelector(".review [data-shortcuts]");
  const checks = [...document.querySelectorAll("[name=checks]")];
  if (help) shortcuts(help, (key) => act(key, checks));
}

function turning(viewer) {
  const picture = viewer.querySelector("[data-viewer-picture]");
  const link = viewer.querySelector("[data-viewer-link]");
  const count = viewer.querySelector("[data-viewer-count]");
  const field = document.querySelector("[data-viewer-number]");
  const last = Number(viewer.dataset.pages);
  let number = Number(viewer.dataset.number);

  viewer.addEventListener("click", (event) => {
    const control = event.target.closest("[data-turn]");
    if (!control) return;
    event.preventDefault();
    number = Math.min(last, Math.max(1, number + Number(control.dataset.turn)));
    const address = picture.getAttribute("src").replace(/\d+\/$/, `${number}/`);
    picture.src = address;
    link.href = `${address}?ancho=grande`;
    picture.alt = picture.dataset.viewerAlt.replace("#", number);
    count.textContent = count.dataset.viewerCount.replace("#", number);
    if (field) field.value = number;
    for (const each of viewer.querySelectorAll("[data-turn]")) {
      const beyond = number + Number(each.dataset.turn);
      each.hidden = beyond < 1 || beyond > last;
      if (each.matches("a")) each.href = `?pagina=${beyond}`;
      else each.value = beyond;
    }
    history.replaceState(null, "", `?pagina=${number}`);
  });
}

function act(key, checks) {
  if (/^[1-9]$/.test(key)) {
    checks[Number(key) - 1]?.click();
    return true;
  }
  const control = /^[a-z]$/.test(key) && document.querySelector(`[data-key~="${key}"]`);
  if (control) {
    if (control.hidden) return true;
    if (control.hasAttribute("data-turn")) control.click();
    else control.focus();
    return true;
  }
  const group = /^[a-z]$/.test(key) && document.querySelector(`[data-key-group="${key}"] input`);
  group && group.focus();
  return Boolean(group);
}
