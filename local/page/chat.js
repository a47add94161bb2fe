// One chat with ChatJS: the connection, what is said, and what is sent.

const TYPING = "application/vnd.amazonaws.connect.event.typing";
const PAGE = 100; // the most items that GetTranscript returns at once
const SECONDS_BETWEEN_TYPING_EVENTS = 3;
const SECONDS_BETWEEN_TRANSCRIPTS = 2;

/** Tells ChatJS where Amazon Connect is; call it once, before the first chat. */
export function configure({ region, participantEndpoint }) {
  connect.ChatSession.setGlobalConfig({
    region,
    ...(participantEndpoint && { endpoint: participantEndpoint }), // without it, AWS in that Region
    // By default ChatJS asks the browser, which takes a machine that reaches nothing but itself for offline.
    webSocketManagerConfig: { isNetworkOnline: () => true },
  });
}

/**
 * A customer's side of a chat. `details` is what the start of the chat returned. Listeners, all optional but `item`:
 * `item(item)` for each message and event, also past ones; `typing()`; `connected()`, `lost()` when ChatJS goes on
 * trying by itself, `broken()` when it has given up; `ended()`.
 */
export class Chat {
  #session;
  #on;
  #typed = 0;

  constructor(details, region, on) {
    this.#on = on;
    this.#session = connect.ChatSession.create({
      chatDetails: details,
      type: "CUSTOMER",
      options: { region },
      disableCSM: true, // no usage figures to anybody
    });
    this.#session.onMessage(({ data }) => on.item(data));
    this.#session.onTyping(({ data }) => data.ParticipantRole !== "CUSTOMER" && on.typing());
    this.#session.onConnectionEstablished(() => this.#established());
    this.#session.onConnectionLost(() => on.lost());
    this.#session.onConnectionBroken(() => on.broken());
    this.#session.onEnded(() => on.ended());
  }

  /** Connects; throws an error that is `gone` when the chat has ended meanwhile. */
  async connect() {
    try {
      await this.#session.connect();
    } catch (error) {
      throw Object.assign(new Error("not connected"), { gone: isGone(error) });
    }
  }

  async #established() {
    // What was said before now, or while the connection was away, comes by no other way.
    try {
      await this.#replay();
      this.#on.connected();
    } catch (error) {
      if (isGone(error)) this.#on.ended();
      else setTimeout(() => this.#established(), SECONDS_BETWEEN_TRANSCRIPTS * 1000);
    }
  }

  async #replay() {
    let nextToken;
    do {
      const { data } = await this.#session.getTranscript({ maxResults: PAGE, sortOrder: "ASCENDING", nextToken });
      data.Transcript.forEach((item) => this.#on.item(item));
      nextToken = data.NextToken;
    } while (nextToken);
  }

  /** Sends a message and returns its item. */
  async send(text) {
    const { data } = await this.#session.sendMessage({ contentType: "text/plain", message: text });
    this.#typed = 0;
    return { Type: "MESSAGE", ContentType: "text/plain", Content: text, ParticipantRole: "CUSTOMER", ...data };
  }

  /** Tells the other side that the visitor is writing. */
  async typing() {
    if (Date.now() < this.#typed + SECONDS_BETWEEN_TYPING_EVENTS * 1000) return;
    this.#typed = Date.now();
    await this.#session.sendEvent({ contentType: TYPING }).catch(() => {}); // a courtesy; nothing depends on it
  }

  /** Ends the chat for everybody; `ended` follows. */
  async end() {
    await this.#session.disconnectParticipant();
  }
}

/** Whether an error of ChatJS says that the chat is over; it wraps the service's answer in others. */
function isGone(error) {
  return Boolean(error) && (error.statusCode === 403 || isGone(error._debug));
}
