// Keys of one letter: they rest while somebody writes, and whoever they disturb turns them off (WCAG 2.1.4).
const OFF = "shortcuts-off";
const WRITING = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";

// `help` lists the keys, and "?" opens it; `act` does what a key says and returns whether it is one of its own.
export function shortcuts(help, act) {
  const off = help.querySelector("[data-shortcuts-off]");
  const on = help.querySelector("[data-shortcuts-on]");
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
    if (event.key === "?") {
      help.open = true;
      help.querySelector("summary").focus();
      event.preventDefault();
    } else if (act(event.key)) event.preventDefault();
  });
}
