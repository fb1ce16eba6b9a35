// Sends the files of a form one by one, with how far each is; one that failed is sent again without choosing it again.
// Without it the form sends them all at once, and says the same on the next page.
export function uploads() {
  for (const form of document.querySelectorAll("form[data-uploads]")) watch(form);
}

function watch(form) {
  const words = form.querySelector("[data-uploads-words]").dataset;
  const box = form.querySelector("[data-uploads-list]");
  const list = box.querySelector("ul");
  const template = form.querySelector("[data-uploads-row]");
  const status = form.querySelector("[data-uploads-status]");
  const chooser = form.elements.namedItem("files");
  const inputs = [chooser, form.elements.namedItem("photo")].filter(Boolean);
  const rows = [];

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    clearErrors(form);
    for (const input of inputs) {
      for (const file of input.files) rows.push(newRow(file));
      input.value = "";
    }
    const waiting = rows.filter(({ done }) => !done);
    if (!waiting.length) return showError(form, "files", words.none, words);
    if (rows.length > Number(chooser.dataset.mostFiles)) {
      for (const row of waiting.filter(({ started }) => !started)) drop(row);
      return showError(form, "files", words.tooMany, words);
    }
    await sendAll(waiting);
  });

  const sendAll = async (waiting) => {
    form.dataset.busy = "1";
    let following = "";
    for (const row of waiting) following = (await send(row)) || following;
    delete form.dataset.busy;
    if (rows.length && rows.every(({ done }) => done) && following) return window.location.assign(following);
    box.querySelector("[data-uploads-next]").hidden = !rows.some(({ done }) => done);
    form.querySelector("[aria-invalid=true]")?.focus();
  };

  const newRow = (file) => {
    const item = template.content.cloneNode(true).firstElementChild;
    const row = { file, item, done: false, started: false };
    item.querySelector(".uploads__name").textContent = file.name;
    const retry = item.querySelector(".uploads__retry");
    retry.querySelector("span").textContent = ` ${file.name}`;
    retry.addEventListener("click", () => {
      if (form.dataset.busy) return;
      clearErrors(form);
      sendAll([row]);
    });
    list.append(item);
    box.hidden = false;
    return row;
  };

  const drop = (row) => {
    row.item.remove();
    rows.splice(rows.indexOf(row), 1);
    box.hidden = !rows.length;
  };

  const say = (row, text, kind) => {
    row.item.querySelector(".uploads__words").textContent = text;
    row.item.className = `uploads__item${kind ? ` uploads__item--${kind}` : ""}`;
    row.item.querySelector(".uploads__retry").hidden = kind !== "failed";
    status.textContent = `${row.file.name}: ${text}`;
  };

  // Resolves with the page that follows, or nothing when the file was not taken.
  const send = (row) =>
    new Promise((resolve) => {
      row.started = true;
      if (row.file.size > Number(chooser.dataset.mostBytes)) {
        say(row, words.tooBig, "refused");
        rows.splice(rows.indexOf(row), 1); // another one is chosen
        return resolve("");
      }
      const bar = row.item.querySelector("progress");
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        bar.value = (100 * loaded) / total;
        const sent = loaded >= total;
        row.item.querySelector(".uploads__words").textContent = sent
          ? words.checking
          : `${words.sending} ${Math.floor((100 * loaded) / total)} %`;
      });
      request.addEventListener("load", () => resolve(answered(row, request)));
      for (const fault of ["error", "abort", "timeout"]) {
        request.addEventListener(fault, () => {
          say(row, words.cut, "failed");
          resolve("");
        });
      }
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", token());
      request.send(bodyOf(form, row.file));
    });

  const answered = (row, request) => {
    const said = parsed(request);
    if (!said) {
      const text = request.status === 413 ? words.tooBig : lostSession(request) ? words.over : words.failed;
      say(row, text, "failed");
      return "";
    }
    for (const [name, texts] of Object.entries(said.errors)) showError(form, name, texts.join(" "), words);
    if (said.state === "refused") {
      say(row, said.words, "refused");
      rows.splice(rows.indexOf(row), 1); // this one will never pass: another is chosen
      return "";
    }
    row.done = said.state !== "failed";
    say(row, said.words, row.done ? "done" : "failed");
    return row.done ? said.next : "";
  };
}

// The fields in their order, this one file, and last what says that nothing was cut.
function bodyOf(form, file) {
  const body = new FormData();
  for (const { name, value, type } of form.elements) {
    if (name && type !== "file" && name !== "entire" && name !== "csrfmiddlewaretoken") body.append(name, value);
  }
  body.append("csrfmiddlewaretoken", token());
  body.append("files", file, file.name);
  body.append("entire", "1");
  return body;
}

function parsed(request) {
  if (!(request.getResponseHeader("Content-Type") ?? "").startsWith("application/json")) return null;
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

// The sign-in page came instead of an answer, or the form's token belongs to a session that ended.
function lostSession(request) {
  return request.status === 403 || (request.status === 200 && !request.responseURL.endsWith(location.pathname + location.search));
}

function showError(form, name, text, words) {
  const input = form.elements.namedItem(name) ?? form.elements.namedItem("files");
  const group = input.closest(".govuk-form-group");
  group.classList.add("govuk-form-group--error");
  const error = document.createElement("p");
  error.className = "govuk-error-message";
  error.dataset.uploadsError = "";
  error.id = `${input.id}_script_error`;
  const spoken = document.createElement("span");
  spoken.className = "govuk-visually-hidden";
  spoken.textContent = words.error;
  error.append(spoken, " ", text);
  input.before(error);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${error.id}`.trim());
  input.focus();
}

function clearErrors(form) {
  for (const error of form.querySelectorAll("[data-uploads-error], .govuk-error-message")) error.remove();
  for (const group of form.querySelectorAll(".govuk-form-group--error")) group.classList.remove("govuk-form-group--error");
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    const kept = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => document.getElementById(id));
    input.setAttribute("aria-describedby", kept.join(" "));
  }
}

function token() {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}
