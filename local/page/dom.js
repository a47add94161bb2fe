// Helpers for the document.

/** The element with this id. */
export function $(id) {
  return document.getElementById(id);
}

/** An element with children: text or other elements. */
export function element(name, children = [], className = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** A button that does something else than submit a form. */
export function button(label, action, className = "") {
  const made = element("button", [label], className);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}
