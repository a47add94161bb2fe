// One chat with ChatJS: the connection, what is said, and what is sent.

const TYPING = "application/vnd.amazonaws.connect.event.typing";
const PAGE = 100; // the most items that GetTranscript returns at once
const BETWEEN_TYPING_EVENTS = 3_000; // milliseconds
const BETWEEN_TRANSCRIPTS = 2_000; // milliseconds

/** Tells ChatJS where Amazon Connect is; call it once, before the first chat. */
export function configure({ region, participantEndpoint }) {
  connect.ChatSession.setGlobalConfig({
    region,
    ...(participantEndpoint && {
      endpoint: participantEndpoint, // a stand-in on this machine, which is there without a network too
      webSocketManagerConfig: { isNetworkOnline: () => true },
    }),
  });
}

/** A message of which no response says that it arrived: `reason` is "unsent", "refused" or "unknown". */
export class SendError extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * A customer's side of a chat. `details` is what the start of the chat returned. Listeners:
 * `item(item)` for each message and event, past ones too; `typing(name)`;
 * `connected()` when all that was said so far has been passed on; `lost()` when ChatJS keeps trying by itself,
 * `broken()` when it has given up; `ended()`.
 */
export class Chat {
  #session;
  #on;
  #typedAt = 0;
  #isLeft = false;

  constructor(details, region, on) {
    this.#on = (name, ...values) => this.#isLeft || on[name](...values);
    this.#session = connect.ChatSession.create({
      chatDetails: details,
      type: "CUSTOMER",
      options: { region },
      disableCSM: true, // no usage figures to anybody
    });
    this.#session.onMessage(({ data }) => this.#on("item", data));
    this.#session.onTyping(({ data }) => data.ParticipantRole !== "CUSTOMER" && this.#on("typing", data.DisplayName));
    this.#session.onConnectionEstablished(() => this.catchUp());
    this.#session.onConnectionLost(() => this.#on("lost"));
    this.#session.onConnectionBroken(() => this.#on("broken"));
    this.#session.onEnded(() => this.#on("ended"));
  }

  /** Connects. */
  async connect() {
    try {
      await this.#session.connect();
    } catch (error) {
      this.#on(status(error) === 403 ? "ended" : "broken");
    }
  }

  /** Passes on what was said while the connection was away, until that succeeds. */
  async catchUp() {
    try {
      const items = await this.#transcript();
      items.forEach((item) => this.#on("item", item));
      this.#on("connected");
    } catch (error) {
      if (status(error) === 403) this.#on("ended");
      else if (!this.#isLeft) setTimeout(() => this.catchUp(), BETWEEN_TRANSCRIPTS);
    }
  }

  async #transcript() {
    const pages = [];
    let nextToken;
    do {
      const { data } = await this.#session.getTranscript({ maxResults: PAGE, sortOrder: "ASCENDING", nextToken });
      pages.unshift(data.Transcript); // the latest page comes first
      nextToken = data.NextToken;
    } while (nextToken);
    return pages.flat();
  }

  /** Sends a message and returns its item. Amazon Connect takes a repeat with the same `token` for the same message. */
  async send({ text, token }) {
    try {
      const { data } = await this.#session.sendMessage({ contentType: "text/plain", message: text, clientToken: token });
      this.#typedAt = 0;
      return { Type: "MESSAGE", ContentType: "text/plain", Content: text, ParticipantRole: "CUSTOMER", ...data };
    } catch (error) {
      if (typeof error === "string") throw new SendError("unsent"); // ChatJS says so when it has no connection
      if (status(error) === 403) this.#on("ended");
      throw new SendError([400, 413].includes(status(error)) ? "refused" : "unknown");
    }
  }

  /** Tells the other side that the visitor is writing. */
  async typing() {
    if (Date.now() < this.#typedAt + BETWEEN_TYPING_EVENTS) return;
    this.#typedAt = Date.now();
    await this.#session.sendEvent({ contentType: TYPING }).catch(() => {}); // a courtesy; nothing depends on it
  }

  /** Ends the chat for everybody; `ended` follows. */
  async end() {
    await this.#session.disconnectParticipant();
  }

  /** Stops listening: another `Chat` goes on with the same details. */
  leave() {
    this.#isLeft = true;
  }
}

/** The HTTP status in an error of ChatJS, which wraps the service's response in others. */
function status(error) {
  return error?.statusCode ?? (error?._debug && status(error._debug));
}
