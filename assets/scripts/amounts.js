// Groups the thousands of an amount when the person leaves its field: "58900000" becomes "58.900.000".
export function grouping() {
  document.addEventListener("focusout", ({ target }) => {
    if (!target.matches?.("input.amount") || !/^\d{4,}$/.test(target.value.trim())) return;
    target.value = target.value.trim().replace(/\B(?=(\d{3})+$)/g, ".");
  });
}
