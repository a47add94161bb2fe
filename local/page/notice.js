// The place for what a visitor must know now, and what to do about it.

import { element } from "./markdown.js";

const place = document.getElementById("notice");

/** Shows a title, a text and buttons `{label: action}`; returns the text's element. */
export function notice(title, text, actions = {}, bad = true) {
  const words = element("p", [text]);
  const buttons = Object.entries(actions).map(([label, action]) => {
    const button = element("button", [label], "quiet");
    button.type = "button";
    button.addEventListener("click", action);
    return button;
  });
  place.className = bad ? "bad" : "";
  place.replaceChildren(element("p", [element("strong", [title])]), words, element("div", buttons));
  place.hidden = false;
  return words;
}

/** Takes the notice away. */
export function noNotice() {
  place.hidden = true;
  place.replaceChildren();
}

/**
 * Shows a notice that counts down. Resolves to true when the time is over or the visitor does not want to wait, to
 * false when he gives up. A browser that comes online again does not wait either.
 */
export function countdown(title, text, seconds) {
  return new Promise((resolve) => {
    const settle = (again) => {
      clearInterval(timer);
      removeEventListener("online", now);
      noNotice();
      resolve(again);
    };
    const now = () => settle(true);
    const words = notice(title, text, { "Try now": now, Cancel: () => settle(false) }, false);
    // Only the eye follows the seconds: a screen reader would speak each of them.
    const clock = element("span");
    clock.setAttribute("aria-hidden", "true");
    words.append(" ", `Trying again in ${seconds} seconds.`);
    words.after(clock);
    const end = Date.now() + seconds * 1000;
    const timer = setInterval(() => {
      const left = Math.ceil((end - Date.now()) / 1000);
      clock.textContent = `${left} …`;
      if (left <= 0) now();
    }, 250);
    addEventListener("online", now);
  });
}
