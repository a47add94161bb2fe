// What is being written survives a reload, in the tab's storage.

/** Keeps the value of a field, and puts back what was kept, unless the visitor has written while the page was loading. */
export function keepDraft(field) {
  const name = `draft.${field.id}`;
  const keep = () => sessionStorage.setItem(name, field.value);
  if (field.defaultValue !== undefined && field.value !== field.defaultValue) keep();
  else field.value = sessionStorage.getItem(name) ?? field.value;
  field.addEventListener("input", keep);
}

/** Sets the value of a field as if it had been written. */
export function write(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
