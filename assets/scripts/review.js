// A document under review: pages turn without losing what was ticked, and keys do what the buttons do.
const OFF = "review-shortcuts-off";
const WRITING = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";

export function review() {
  const viewer = document.querySelector("[data-viewer]");
  if (viewer) turning(viewer);
  const help = document.querySelector("[data-shortcuts]");
  if (help) shortcuts(help);
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

function shortcuts(help) {
  const off = help.querySelector("[data-shortcuts-off]");
  const on = help.querySelector("[data-shortcuts-on]");
  const checks = [...document.querySelectorAll("[name=checks]")];
  const set = (isOff) => {
    localStorage.setItem(OFF, isOff ? "1" : "");
    off.hidden = isOff;
    on.hidden = !isOff;
  };
  help.hidden = false;
  set(localStorage.getItem(OFF) === "1");
  off.addEventListener("click", () => (set(true), on.focus()));
  on.addEventListener("click", () => (set(false), off.focus()));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest(WRITING)) return;
    if (localStorage.getItem(OFF) === "1") return;
    if (act(event.key, help, checks)) event.preventDefault();
  });
}

function act(key, help, checks) {
  if (key === "?") {
    help.open = true;
    help.querySelector("summary").focus();
    return true;
  }
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
