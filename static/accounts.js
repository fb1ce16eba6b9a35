// What the sign-in pages add where there is script: the password's strength in words, and a countdown.
(() => {
  const MINIMUM = 12;

  // How many guesses a password resists, roughly: repeated and running characters add nothing.
  const bits = (text) => {
    let varied = 0;
    for (let i = 0; i < text.length; i += 1) {
      const step = i ? text.charCodeAt(i) - text.charCodeAt(i - 1) : 9;
      if (Math.abs(step) > 1) varied += 1;
    }
    const kinds = [[/[a-z]/, 26], [/[A-Z]/, 26], [/\d/, 10], [/[^a-zA-Z\d]/, 24]];
    const alphabet = kinds.reduce((sum, [kind, size]) => sum + (kind.test(text) ? size : 0), 0);
    return Math.min(varied, new Set(text).size * 2) * Math.log2(alphabet || 1);
  };

  const resembles = (password, form) =>
    ["full_name", "email", "username", "firm"].some((name) => {
      const whole = (form?.elements[name]?.value ?? "").toLowerCase();
      const words = [whole, ...whole.split(/[\s@.]+/)];
      return words.some(
        (word) => word.length > 4 && password.toLowerCase().includes(word) && password.length < word.length + 8,
      );
    });

  for (const note of document.querySelectorAll("[data-strength-of]")) {
    const field = document.getElementById(note.dataset.strengthOf);
    field?.addEventListener("input", () => {
      const { value } = field;
      const { short, weak, fair, strong, known } = note.dataset;
      if (!value) note.textContent = "";
      else if (value.length < MINIMUM) note.textContent = short;
      else if (resembles(value, field.form)) note.textContent = known;
      else note.textContent = bits(value) < 50 ? weak : bits(value) < 75 ? fair : strong;
    });
  }

  for (const note of document.querySelectorAll("[data-countdown]")) {
    const shown = note.querySelector("span");
    const end = Date.now() + Number(note.dataset.countdown) * 1000;
    const timer = setInterval(() => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left > 0) shown.textContent = String(left);
      else {
        clearInterval(timer);
        note.hidden = true;
      }
    }, 1000);
  }
})();
