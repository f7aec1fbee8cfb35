// Keys of the desk: 1, 2, 3 choose the answer and go to the reason; J goes on, K goes back. Who writes, writes.
// A usual reason is written by one click; Enter sends.
const writes = (target) => target.closest("input:not([type=radio]), textarea, select, [contenteditable]");

document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-reason]");
  if (!chosen) return;
  const reason = chosen.closest("form").elements.reason;
  reason.value = chosen.dataset.reason;
  reason.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
  const chosen = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!chosen) return;
  event.preventDefault();
  chosen.click();
  if (chosen.type === "radio") document.querySelector("[data-decide] [name=reason]")?.focus();
});
