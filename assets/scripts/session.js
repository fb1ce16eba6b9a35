// Tells two minutes before a session ends, without a reload and without taking the focus; one press renews it.
// The server decides: here is only its last word, in seconds, shared by the tabs of one browser.
const WARN = 120_000;

export function sessionNotice() {
  freshTokens();
  const place = document.querySelector("[data-session]");
  if (!place) return;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
  let end;
  let renewable;
  let shown = "";
  let timer;

  const show = (name) => {
    if (shown === name) return;
    shown = name;
    for (const old of place.querySelectorAll(":scope > :not(template)")) old.remove();
    if (name) place.append(place.querySelector(`[data-session-${name}]`).content.cloneNode(true));
  };

  const tick = () => {
    clearTimeout(timer);
    const left = end - Date.now();
    if (left <= 0) return show("over");
    if (left > WARN) {
      if (shown !== "kept") show("");
      timer = setTimeout(tick, Math.min(left - WARN, 2 ** 30));
      return;
    }
    show(renewable ? "warning" : "last");
    const seconds = Math.ceil(left / 1000);
    place.querySelector("[data-session-clock]").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    timer = setTimeout(tick, 1000);
  };

  const learn = (seconds, more) => {
    end = Date.now() + seconds * 1000;
    renewable = more;
    tick();
  };

  place.addEventListener("click", async ({ target }) => {
    if (!target.closest("[data-session-stay]")) return;
    const answer = await fetch(place.dataset.stay, {
      method: "POST",
      headers: { "X-CSRFToken": token() },
      redirect: "manual",
    }).catch(() => null);
    if (!answer) return; // no network: the clock goes on, and the button is still there
    if (!answer.ok) return learn(0, false);
    const left = await answer.json();
    show("kept");
    learn(left.seconds, left.renewable);
    tabs?.postMessage(left);
  });
  tabs?.addEventListener("message", ({ data }) => learn(data.seconds, data.renewable));
  document.addEventListener("visibilitychange", tick); // timers sleep with the computer

  const { seconds, renewable: more } = place.dataset;
  learn(Number(seconds), more === "1");
  tabs?.postMessage({ seconds: Number(seconds), renewable: more === "1" });
}

// Signing in again, in this tab or another, changes the token of forms: those open elsewhere take the new one as they go.
function freshTokens() {
  document.addEventListener("submit", ({ target }) => {
    const field = target.elements.namedItem("csrfmiddlewaretoken");
    const now = token();
    if (field && now) field.value = now;
  });
}

function token() {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}
