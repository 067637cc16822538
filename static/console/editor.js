// Leads from a problem to its line in the text, and asks before unsaved words are left behind.
(() => {
  "use strict";
  const text = document.getElementById("draft-text");
  if (!text) return;
  let saved = text.value;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    const lines = text.value.split("\n");
    const line = Math.max(Number(link.dataset.line) - 1, 0);
    const start = lines.slice(0, line).join("\n").length + (line ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line] || "").length);
    text.scrollTop = (text.scrollHeight / lines.length) * Math.max(line - 4, 0);
  });

  text.form.addEventListener("submit", () => { saved = text.value; });
  window.addEventListener("beforeunload", (event) => {
    if (text.value !== saved) event.preventDefault();
  });
})();
