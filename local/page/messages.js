// The list of messages: in the order of their time, each once, however often and late it comes.

import { element, markdown } from "./markdown.js";

const EVENT = "application/vnd.amazonaws.connect.event.";
const INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive";
const EVENTS = { "participant.joined": "joined", "participant.left": "left", "chat.ended": "The chat has ended" };

export class Messages {
  #list;
  #choose;
  #seen = new Set();

  /** `list` is the element that holds the messages; `choose(text)` sends what the visitor picks from a list. */
  constructor(list, choose) {
    this.#list = list;
    this.#choose = choose;
  }

  clear() {
    this.#seen.clear();
    this.#list.replaceChildren();
  }

  /** Shows an item of the chat; those that say nothing to a visitor, such as receipts, are passed over. */
  add(item) {
    if (this.#seen.has(item.Id)) return;
    const entry = item.Type === "MESSAGE" ? this.#message(item) : event(item);
    if (!entry) return;
    this.#seen.add(item.Id);
    entry.dataset.at = item.AbsoluteTime;
    const later = [...this.#list.children].find((other) => other.dataset.at > item.AbsoluteTime);
    const box = this.#list.parentElement;
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 100; // or somebody reads further up
    this.#list.insertBefore(entry, later ?? null);
    // A list of choices is for the newest message only.
    for (const button of this.#list.querySelectorAll("li:not(:last-child) button")) button.disabled = true;
    if (isAtEnd) this.toEnd();
  }

  /** Scrolls to the newest message. */
  toEnd() {
    this.#list.parentElement.scrollTop = this.#list.parentElement.scrollHeight;
  }

  #message(item) {
    const mine = item.ParticipantRole === "CUSTOMER";
    const at = element("time", [new Date(item.AbsoluteTime).toLocaleTimeString([], { timeStyle: "short" })]);
    at.dateTime = item.AbsoluteTime;
    const who = element("p", [mine ? "You" : item.DisplayName, " ", at], "who");
    return element("li", [who, element("div", this.#content(item), "bubble")], mine ? "mine" : "theirs");
  }

  #content({ ContentType, Content }) {
    if (ContentType === "text/markdown") return markdown(Content);
    const picker = ContentType === INTERACTIVE && listPicker(Content);
    if (!picker) return [element("p", [Content])];
    const buttons = picker.elements.map(({ title }) => {
      const button = element("button", [title]);
      button.type = "button";
      button.addEventListener("click", () => this.#choose(title));
      return button;
    });
    const texts = [picker.title, picker.subtitle].filter(Boolean).map((text) => element("p", [text]));
    return [...texts, element("div", buttons, "choices")];
  }
}

function event({ ContentType, DisplayName, ParticipantRole }) {
  const words = EVENTS[ContentType.replace(EVENT, "")];
  if (!words || (ParticipantRole === "CUSTOMER" && words !== EVENTS["chat.ended"])) return null;
  return element("li", [words.includes(" ") ? words : `${DisplayName} ${words}`], "event");
}

function listPicker(content) {
  try {
    const message = JSON.parse(content);
    return message.templateType === "ListPicker" ? message.data.content : null;
  } catch {
    return null;
  }
}
