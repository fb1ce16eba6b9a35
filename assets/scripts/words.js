// A long amount in words when it is tapped; on a pointer its title says the same.
export function spokenAmounts() {
  document.addEventListener("click", ({ target }) => {
    const amount = target.closest?.("[data-words]");
    if (!amount) return;
    [amount.textContent, amount.title] = [amount.title, amount.textContent];
  });
}
