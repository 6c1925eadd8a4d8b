/* Comfort for the pages behind the doors. Everything works without it. Words come from the page, not from here. */
"use strict";

// How many characters are left, once a field is nearly full.
for (const field of document.querySelectorAll("[data-limit]")) {
  const left = document.createElement("p");
  left.className = "help";
  left.setAttribute("aria-live", "polite");
  const show = () => {
    const limit = Number(field.dataset.limit);
    const rest = limit - field.value.length;
    left.textContent = rest < limit / 5 ? `${field.value.length} / ${limit}` : "";
  };
  field.addEventListener("input", show);
  field.after(left);
  show();
}

// The receipt is marked whole, and copied by one button.
const receipt = document.getElementById("receipt");
const copy = document.getElementById("copy");
if (receipt?.localName === "code" && copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(receipt.textContent);
    copy.textContent = copy.dataset.done;
  });
}

// A text that was typed is not lost by closing the page.
let typed = false;
document.addEventListener("input", (event) => { typed ||= event.target.localName === "textarea"; });
document.addEventListener("submit", () => { typed = false; });
addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

// At the desk: letters press what they are the access keys of, outside of fields; j and k go down and up; Escape leaves a field.
if (document.body.classList.contains("desk")) {
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (event.key === "Escape") field?.blur();
    if (field || event.altKey || event.ctrlKey || event.metaKey || !/^[a-z]$/.test(event.key)) return;
    if (event.key === "j" || event.key === "k") {
      const rows = [...document.querySelectorAll("ol.rows .head a")];
      const here = rows.indexOf(document.activeElement) + (event.key === "j" ? 1 : -1);
      rows[Math.max(0, Math.min(here, rows.length - 1))]?.focus();
      return;
    }
    const meant = document.querySelector(`[accesskey="${event.key}"]`);
    if (!meant) return;
    event.preventDefault();
    if (meant.matches("select, textarea")) meant.focus();
    else meant.click();
  });
}
