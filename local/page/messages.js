// The list of messages: in the order of their time, each once, however often and late it comes.

import { button, element } from "./dom.js";
import { linked } from "./links.js";
import { markdown } from "./markdown.js";

const EVENT = "application/vnd.amazonaws.connect.event.";
const INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive";
const EVENTS = { "participant.joined": "joined", "participant.left": "left", "chat.ended": "The chat has ended" };
const GROUPED = 5 * 60_000; // milliseconds between messages of one speaker that share one name and time
const PENDING = "~"; // sorts after every time

export class Messages {
  #list;
  #on;
  #seen = new Set();
  #pending = new Map();

  /**
   * `list` is the element that holds the messages. Listeners: `choose(text)` when the visitor picks from a list,
   * `retry()` and `edit(entry)` for a message that has not arrived.
   */
  constructor(list, on) {
    this.#list = list;
    this.#on = on;
  }

  clear() {
    this.#seen.clear();
    this.#pending.clear();
    this.#list.replaceChildren();
  }

  /** Shows an item of the chat and returns whether it is new. Items without a word for a visitor are passed over. */
  add(item) {
    if (this.#seen.has(item.Id)) return false;
    const shown = item.Type === "MESSAGE" ? this.#message(item) : event(item);
    if (!shown) return false;
    this.#seen.add(item.Id);
    this.#place(shown, item.AbsoluteTime);
    return true;
  }

  /** Shows an entry of the `Outbox` in its present state; `isOver` is added when its chat has ended. */
  addPending(entry) {
    const { token, text, state, item } = entry;
    const shown = this.#pending.get(token) ?? this.#message({ ParticipantRole: "CUSTOMER", Content: text });
    shown.querySelector(".fate").replaceChildren(...this.#fate(entry));
    shown.dataset.state = state;
    if (state !== "sent") {
      this.#pending.set(token, shown);
      if (!shown.isConnected) this.#place(shown, PENDING);
    } else if (this.#seen.has(item.Id)) {
      this.remove(entry); // it is there already, with another content: the service has changed it
    } else {
      this.#pending.delete(token);
      this.#seen.add(item.Id);
      shown.querySelector(".who").append(time(item));
      this.#place(shown, item.AbsoluteTime);
    }
  }

  /** Removes an entry of the outbox. */
  remove({ token }) {
    this.#pending.get(token).remove();
    this.#pending.delete(token);
    this.#arrange();
  }

  #place(shown, at) {
    shown.dataset.at = at;
    let before = this.#list.lastElementChild;
    while (before && (before === shown || before.dataset.at > at)) before = before.previousElementSibling;
    if (!shown.isConnected || shown.previousElementSibling !== before) {
      if (before) before.after(shown);
      else this.#list.prepend(shown);
    }
    this.#arrange();
  }

  /** What depends on the neighbours: names are said once per speaker, and a choice is open until the visitor speaks. */
  #arrange() {
    let last, picker;
    for (const shown of this.#list.children) {
      shown.classList.toggle("grouped", isGrouped(last, shown));
      if (picker && shown.matches(".mine")) {
        const said = shown.querySelector(".bubble").textContent;
        for (const choice of picker.querySelectorAll("button")) {
          choice.disabled = true;
          choice.setAttribute("aria-pressed", String(choice.textContent === said));
        }
        picker = null;
      }
      if (shown.querySelector(".choices")) picker = shown;
      last = shown;
    }
  }

  #message(item) {
    const mine = item.ParticipantRole === "CUSTOMER";
    const name = Object.assign(element("span", [mine ? "You" : item.DisplayName]), { dir: "auto" });
    const who = element("p", [name, " "], "who");
    if (item.AbsoluteTime) who.append(time(item));
    const fate = mine ? [element("p", ["Sent"], "fate")] : [];
    const shown = element("li", [who, element("div", this.#content(item), "bubble"), ...fate], mine ? "mine" : "theirs");
    shown.dataset.by = mine ? "visitor" : item.ParticipantId;
    return shown;
  }

  #content({ ContentType, Content }) {
    if (ContentType === "text/markdown") return markdown(Content);
    const picker = ContentType === INTERACTIVE && listPicker(Content);
    if (!picker) return [paragraph(linked(Content))];
    const choices = picker.elements.map(({ title }) => {
      return Object.assign(button(title, () => this.#on.choose(title)), { dir: "auto" });
    });
    const texts = [picker.title, picker.subtitle].filter(Boolean).map((text) => paragraph([text]));
    return [...texts, element("div", choices, "choices")];
  }

  #fate(entry) {
    if (entry.isOver) {
      return [`${entry.state === "waiting" ? "Not sent" : "May not have arrived"}: the chat has ended`];
    }
    switch (entry.state) {
      case "waiting":
        return ["Waiting to be sent"];
      case "sending":
        return ["Sending …"];
      case "uncertain":
        return ["May not have arrived ", button("Send again", this.#on.retry, "quiet")];
      case "refused":
        return ["Not accepted ", button("Edit", () => this.#on.edit(entry), "quiet")];
      default:
        return ["Sent"];
    }
  }
}

/** A paragraph whose text runs in the direction of its own script. */
function paragraph(parts) {
  return Object.assign(element("p", parts), { dir: "auto" });
}

function time({ AbsoluteTime }) {
  const text = new Date(AbsoluteTime).toLocaleTimeString([], { timeStyle: "short" });
  return Object.assign(element("time", [text]), { dateTime: AbsoluteTime });
}

function event({ ContentType, DisplayName, ParticipantRole }) {
  const words = EVENTS[ContentType.replace(EVENT, "")];
  if (!words || (ParticipantRole === "CUSTOMER" && words !== EVENTS["chat.ended"])) return null;
  const name = Object.assign(element("span", [DisplayName]), { dir: "auto" });
  return element("li", words.includes(" ") ? [words] : [name, ` ${words}`], "event");
}

function isGrouped(last, shown) {
  if (!shown.dataset.by || last?.dataset.by !== shown.dataset.by) return false;
  return shown.dataset.at === PENDING || new Date(shown.dataset.at) - new Date(last.dataset.at) < GROUPED;
}

function listPicker(content) {
  try {
    const message = JSON.parse(content);
    return message.templateType === "ListPicker" ? message.data.content : null;
  } catch {
    return null;
  }
}
