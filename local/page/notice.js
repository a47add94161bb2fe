// The place for what a visitor must know now, and what to do about it.

import { $, button, element } from "./dom.js";

/** Shows a title, a text and buttons `{label: action}`; returns the text's element. */
export function notice(title, text, actions = {}, className = "bad") {
  const words = element("p", [text]);
  const buttons = Object.entries(actions).map(([label, action]) => button(label, action, "quiet"));
  $("notice").className = className;
  $("notice").replaceChildren(element("p", [element("strong", [title])]), words, element("div", buttons));
  $("notice").hidden = false;
  return words;
}

/** Removes the notice. */
export function noNotice() {
  $("notice").hidden = true;
  $("notice").replaceChildren();
}

/**
 * Shows a notice that counts down. Resolves to true when the time is over, the visitor does not want to wait, or the
 * browser comes online again; to false when the visitor gives up, if they can.
 */
export function countdown(title, text, seconds, { canCancel = false } = {}) {
  return new Promise((resolve) => {
    const settle = (again) => {
      clearInterval(timer);
      removeEventListener("online", now);
      noNotice();
      resolve(again);
    };
    const now = () => settle(true);
    const actions = { "Try now": now, ...(canCancel && { Cancel: () => settle(false) }) };
    const words = notice(title, `${text} Trying again`, actions, "waiting");
    // Only the eye follows the seconds: a screen reader would speak each of them.
    const soon = element("span", [" soon."], "unseen");
    const clock = element("span");
    clock.ariaHidden = "true";
    words.append(soon, clock);
    const end = Date.now() + seconds * 1000;
    const tick = () => {
      const left = Math.ceil((end - Date.now()) / 1000);
      clock.textContent = ` in ${left} s.`;
      if (left <= 0) now();
    };
    const timer = setInterval(tick, 250);
    tick();
    addEventListener("online", now);
  });
}
