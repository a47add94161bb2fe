// The line that says who is writing.

import { $ } from "./dom.js";

const SECONDS = 10; // without another sign of it
let timer;

/** Shows that a person is writing. */
export function showTyping(name = "Somebody") {
  $("typing").textContent = `${name} is writing …`;
  $("typing").hidden = false;
  clearTimeout(timer);
  timer = setTimeout(hideTyping, SECONDS * 1000);
}

/** Hides it. */
export function hideTyping() {
  $("typing").hidden = true;
}
