// Passkeys: before its form is sent, the browser is asked for one, and its answer goes into the form's hidden field.
(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const withIds = (list) => (list ?? []).map((item) => ({ ...item, id: bytes(item.id) }));
  const forCreating = (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: withIds(options.excludeCredentials),
  });
  const forGetting = (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: withIds(options.allowCredentials),
  });

  const written = ({ id, rawId, type, response, authenticatorAttachment, ...rest }, credential) => ({
    id,
    rawId: text(rawId),
    type,
    ...(authenticatorAttachment ? { authenticatorAttachment } : {}),
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries([
      ...["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
        .filter((name) => response[name])
        .map((name) => [name, text(response[name])]),
      ...(response.getTransports ? [["transports", response.getTransports()]] : []),
    ]),
  });

  const ask = async (kind, options) => {
    const credential =
      kind === "create"
        ? await navigator.credentials.create({ publicKey: forCreating(options) })
        : await navigator.credentials.get({ publicKey: forGetting(options) });
    return JSON.stringify(written(credential, credential));
  };

  for (const box of document.querySelectorAll("[data-passkey]")) {
    const form = box.closest("form");
    const button = box.querySelector("button");
    const problem = box.querySelector("[data-passkey-problem]");
    const answer = form.querySelector("[data-passkey-answer]");
    const without = box.querySelector("[data-passkey-without]");
    const say = (words) => {
      problem.className = words ? "govuk-error-message" : "";
      problem.textContent = words;
      button.disabled = false;
    };
    answer.value = "";
    if (!window.PublicKeyCredential) {
      without.textContent = box.dataset.unsupported;
      continue;
    }
    without.hidden = true;
    box.querySelector("[data-passkey-with]").hidden = false;

    form.addEventListener("submit", async (event) => {
      if (answer.value || !form.checkValidity()) return;
      event.preventDefault();
      say("");
      button.disabled = true;
      let options;
      try {
        const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
        const response = await fetch(box.dataset.options, { method: "POST", headers });
        if (response.redirected) {
          window.location.reload();
          return;
        }
        options = await response.json();
        if (options.redirect) {
          window.location.assign(options.redirect);
          return;
        }
      } catch {
        say(box.dataset.failed);
        return;
      }
      try {
        answer.value = await ask(box.dataset.passkey, options);
      } catch {
        say(box.dataset.cancelled);
        return;
      }
      form.submit();
    });
  }
})();
