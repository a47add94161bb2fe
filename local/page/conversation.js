// A started chat: joins it, survives cuts and reloads, and brings what is said to the page.

import { Chat } from "./chat.js";
import { putBack } from "./compose.js";
import { $ } from "./dom.js";
import { Messages } from "./messages.js";
import { countdown, notice, noNotice } from "./notice.js";
import { Outbox } from "./outbox.js";
import { Follower } from "./scroll.js";
import { hideTyping, showTyping } from "./typing.js";
import { unread } from "./unread.js";
import { show } from "./view.js";

const DETAILS = "chat"; // in the tab's storage
const LONGEST_WAIT = 30; // seconds

export class Conversation {
  #region;
  #changed;
  #chat;
  #state = "none";
  #misses = 0;
  #isOffline = false;
  #messages = new Messages($("messages"), {
    choose: (text) => this.say(text),
    retry: () => this.#outbox.retry(),
    edit: (entry) => this.#edit(entry),
  });
  #follower = new Follower($("log"), $("newer"));
  #outbox = new Outbox((entry) => this.#chat.send(entry), (entry) => this.#messages.addPending(entry));

  /** `changed()` is called when the visitor has connected, and when the chat has ended. */
  constructor(region, changed) {
    this.#region = region;
    this.#changed = changed;
    addEventListener("offline", () => this.#offline());
    addEventListener("online", () => this.#online());
  }

  /** Goes on with the chat of this tab, if there is one, or with the one that `details` says. */
  async join(details = JSON.parse(sessionStorage.getItem(DETAILS) ?? "null")) {
    if (!details) return this.#show("none");
    sessionStorage.setItem(DETAILS, JSON.stringify(details));
    this.#show("connecting");
    this.#chat = new Chat(details, this.#region, {
      item: (item) => this.#hear(item),
      typing: showTyping,
      connected: () => this.#connected(),
      lost: () => this.#lost(),
      broken: () => this.#rejoin(details),
      ended: () => this.#ended(),
    });
    await this.#chat.connect();
  }

  /** Sends a message now, or as soon as that is possible. */
  say(text) {
    this.#outbox.add(text);
    this.#follower.toEnd();
  }

  /** Tells the other side that the visitor is writing. */
  typing() {
    if (this.#state === "connected") this.#chat.typing();
  }

  /** Ends the chat for everybody. */
  async end() {
    try {
      await this.#chat.end();
    } catch {
      notice("The chat was not ended", "Check your connection, then try again.");
    }
  }

  /** Removes a chat that has ended from the page. */
  clear() {
    this.#messages.clear();
    noNotice();
    this.#show("none");
  }

  #edit(entry) {
    putBack([this.#outbox.take(entry)]);
    this.#messages.remove(entry);
    $("message").focus();
  }

  #hear(item) {
    this.#outbox.hear(item);
    const isNew = this.#messages.add(item);
    if (!isNew || item.Type !== "MESSAGE" || item.ParticipantRole === "CUSTOMER") return;
    hideTyping();
    this.#follower.arrived();
    unread();
  }

  #connected() {
    this.#misses = 0;
    noNotice();
    this.#show("connected");
    if (!this.#isOffline) this.#outbox.open();
    this.#changed();
  }

  #lost() {
    this.#outbox.hold();
    this.#show("lost");
  }

  /** ChatJS has given up, as it does when it can't reach the Participant Service either; the page does not. */
  async #rejoin(details) {
    this.#chat.leave();
    this.#outbox.hold();
    this.#show("broken");
    const seconds = Math.min(2 ** this.#misses++, LONGEST_WAIT);
    await countdown("The connection is gone", "Nothing that was said is lost.", seconds);
    await this.join(details);
  }

  #ended() {
    this.#chat.leave();
    sessionStorage.removeItem(DETAILS);
    const unsent = this.#outbox.takeAll();
    for (const entry of unsent) this.#messages.addPending({ ...entry, isOver: true });
    putBack(unsent.map(({ text }) => text)); // for the next chat
    hideTyping();
    noNotice();
    this.#show("ended");
    this.#changed();
  }

  #offline() {
    this.#isOffline = true;
    this.#outbox.hold();
    if (this.#isUnderWay()) this.#show(this.#state);
  }

  #online() {
    this.#isOffline = false;
    if (!this.#isUnderWay()) return;
    const wasConnected = this.#state === "connected";
    this.#show(wasConnected ? "lost" : this.#state);
    if (wasConnected) this.#chat.catchUp(); // nobody else notices if the connection has outlived it
  }

  #isUnderWay() {
    return !["none", "ended"].includes(this.#state);
  }

  #show(state) {
    this.#state = state;
    show(this.#isOffline && this.#isUnderWay() ? "offline" : state);
  }
}
