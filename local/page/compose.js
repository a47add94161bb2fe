// The box that messages are written in.

import { $ } from "./dom.js";
import { keepDraft, write } from "./drafts.js";
import { notice, noNotice } from "./notice.js";

const LONGEST = 16_384; // bytes of UTF-8 in a message, for Amazon Connect

/** `say(text)` sends a message; `typing()` hears of each change. */
export function prepareCompose({ say, typing }) {
  const box = $("message");
  keepDraft(box);
  box.addEventListener("input", typing);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  $("compose").addEventListener("submit", () => {
    submit();
    box.focus();
  });

  function submit() {
    const text = box.value.trim();
    if (!text) return;
    if (new TextEncoder().encode(text).length > LONGEST) {
      notice("Your message is too long", "Please shorten it, or send it in parts.");
      return;
    }
    noNotice();
    write(box, "");
    say(text);
  }
}

/** Puts texts into the box, before what is there. */
export function putBack(texts) {
  write($("message"), [...texts, $("message").value].filter(Boolean).join("\n"));
}
