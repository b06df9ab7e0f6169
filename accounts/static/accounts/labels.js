// Gives Select2's own boxes the name of the field they stand for: it leaves them nameless, and
// a screen reader then says "combo box" and nothing else.
function nameBoxes() {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const name = select.getAttribute("aria-label") ?? select.labels[0]?.textContent.trim();
    const boxes = select.nextElementSibling?.querySelectorAll(
      "[role=combobox], [role=textbox], [role=searchbox]",
    );
    for (const box of name && boxes ? boxes : []) {
      const shown = select.multiple ? "" : (select.selectedOptions[0]?.textContent.trim() ?? "");
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", shown ? `${name}: ${shown}` : name);
    }
  }
}

window.addEventListener("load", () => {
  // Once Select2 has started, which is when jQuery is ready: that may be later than this.
  globalThis.django?.jQuery?.(nameBoxes);
  document.addEventListener("formset:added", () => setTimeout(nameBoxes));
  // Select2 tells of a choice through jQuery only, which Django's admin brings along.
  globalThis.django?.jQuery?.(document).on("change", "select", () => setTimeout(nameBoxes));
});
