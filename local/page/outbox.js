// Messages on their way: sent one after the other, each kept until it has arrived.

const KEPT = "outbox"; // in the tab's storage
const TIMEOUT = 15_000; // milliseconds without a response, after which nobody knows whether a message arrived

/**
 * The messages of a chat that have not arrived yet. An entry is `{ token, text, state }`. Its states:
 *   "waiting"    to be sent
 *   "sending"    on its way
 *   "uncertain"  sent, but nobody knows whether it arrived
 *   "refused"    not accepted
 *   "sent"       arrived, as `item`: the entry leaves the outbox
 *
 * A message settles with its response or with its echo: the same text from the customer in a new item of the chat. All
 * attempts carry the same `token`, so that Amazon Connect recognises a repeat. The next message is not sent before this
 * one has settled, which keeps their order.
 */
export class Outbox {
  #send;
  #changed;
  #entries;
  #isOpen = false;
  #heardAt = "";
  #arrived = new Set();

  /** `send(entry)` resolves to the message's item or rejects with a SendError; `changed(entry)` draws it. */
  constructor(send, changed) {
    this.#send = send;
    this.#changed = changed;
    this.#entries = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    for (const entry of this.#entries) this.#update(entry, entry.state === "sending" ? "uncertain" : entry.state);
  }

  /** Adds a message. */
  add(text) {
    const entry = { token: crypto.randomUUID(), text };
    this.#entries.push(entry);
    this.#update(entry, "waiting");
    if (this.#isOpen) this.retry();
  }

  /** Sends again what may not have arrived, then the rest. */
  retry() {
    for (const entry of this.#entries) if (entry.state === "uncertain") this.#update(entry, "waiting");
    this.#next();
  }

  /** Sends what waits: the connection is there, and all that was said has been heard. */
  open() {
    this.#isOpen = true;
    this.retry();
  }

  /** Lets everything wait: the connection is gone. */
  hold() {
    this.#isOpen = false;
  }

  /** Looks whether an item of the chat is one of the messages. */
  hear(item) {
    const isMine = item.Type === "MESSAGE" && item.ParticipantRole === "CUSTOMER" && !this.#arrived.has(item.Id);
    // Only an entry that was attempted has `after`.
    const entry = isMine && this.#entries.find(({ text, after }) => text === item.Content && item.AbsoluteTime > after);
    if (entry) this.#settle(entry, item);
    else this.#note(item);
  }

  /** Removes an entry and returns its text. */
  take(entry) {
    this.#remove(entry);
    this.#next();
    return entry.text;
  }

  /** Removes all entries and returns them: the chat is over. */
  takeAll() {
    this.hold();
    return this.#entries.slice().map((entry) => {
      this.#remove(entry);
      return entry;
    });
  }

  #next() {
    const first = this.#entries.find(({ state }) => state !== "refused");
    if (this.#isOpen && first?.state === "waiting") this.#attempt(first);
  }

  async #attempt(entry) {
    entry.after ??= this.#heardAt; // its echo is newer than everything that has been heard by now
    this.#update(entry, "sending");
    const fail = (reason) => {
      if (entry.state === "sending" && this.#entries.includes(entry)) this.#fail(entry, reason);
    };
    const timer = setTimeout(fail, TIMEOUT, "unknown");
    try {
      this.#settle(entry, await this.#send(entry)); // even if the response comes too late
    } catch (error) {
      fail(error.reason);
    }
    clearTimeout(timer);
  }

  #fail(entry, reason) {
    if (reason === "unsent") {
      this.hold();
      this.#update(entry, "waiting");
    } else {
      this.#update(entry, reason === "refused" ? "refused" : "uncertain");
      this.#next();
    }
  }

  #settle(entry, item) {
    this.#arrived.add(item.Id);
    this.#note(item);
    if (!this.#entries.includes(entry)) return; // it had settled before
    this.#remove(entry);
    this.#changed(Object.assign(entry, { state: "sent", item }));
    this.#next();
  }

  #note({ AbsoluteTime }) {
    if (AbsoluteTime > this.#heardAt) this.#heardAt = AbsoluteTime;
  }

  #remove(entry) {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#save();
  }

  #update(entry, state) {
    entry.state = state;
    this.#save();
    this.#changed(entry);
  }

  #save() {
    sessionStorage.setItem(KEPT, JSON.stringify(this.#entries));
  }
}
