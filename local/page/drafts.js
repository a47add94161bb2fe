// What is being written survives a reload, in the tab's storage.

/** Keeps the value of a field, and puts back what was kept. */
export function keepDraft(field) {
  const name = `draft.${field.id}`;
  field.value = sessionStorage.getItem(name) ?? field.value;
  field.addEventListener("input", () => sessionStorage.setItem(name, field.value));
}

/** Sets the value of a field as if it had been written. */
export function write(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
