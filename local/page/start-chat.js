// start-chat.js: starts a chat at your endpoint. It needs no other file.

const ATTEMPTS = 4;
const TIMEOUT = 15_000; // milliseconds; the endpoint gives up earlier
const KEY = "start-chat.key";
const KEY_LIFETIME = 5 * 60_000; // milliseconds; Amazon Connect ends a chat that nobody has connected to by then
const EARLIER = "start-chat.signedContactId";
const TEMPORARY = new Set([0, 429, 500, 502, 503, 504]);
const FINAL = new Set(["misconfigured", "closed"]); // codes; waiting a moment does not help

/**
 * No chat was started. `message` is the endpoint's text, for developers. `status` is the HTTP status, 0 without a
 * response. `code` is the endpoint's error code; "unreachable" or "timeout" without a response, "bad-response" when
 * the response is not the endpoint's, undefined when something in front of the endpoint responded. `errors` lists the
 * members that are wrong, `retryAfter` is in seconds or null, `reference` identifies the request in the logs.
 */
export class StartError extends Error {
  constructor(message, { status = 0, code, errors = [], retryAfter = null, reference = "" }) {
    super(message);
    Object.assign(this, { status, code, errors, retryAfter, reference });
  }

  /** Whether the same request may succeed in a moment. */
  get isTemporary() {
    return this.code === "bad-response" || (TEMPORARY.has(this.status) && !FINAL.has(this.code));
  }
}

/**
 * Starts a chat and returns its ContactId, ParticipantId and ParticipantToken, as ChatJS takes them.
 *
 * Temporary failures are retried with the same idempotency key, so that at most one chat starts, even after a reload.
 * Where the endpoint hands out signed contact ids, the latest is kept, and the next chat continues that one.
 *
 * `request` is the body, or a function that returns it for each attempt. Options: `headers`, such as `Authorization`;
 * `kept`, the storage of the signed contact id: by default the tab's, and `localStorage` if callers are known;
 * `retry(error, attempt)`, which waits and resolves to whether to go on: by default after Retry-After, three times.
 *
 * Throws StartError.
 */
export async function startChat(endpoint, request, { headers = {}, kept = sessionStorage, retry = wait } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    const earlier = kept.getItem(EARLIER);
    const body = typeof request === "function" ? request() : request;
    try {
      const started = await post(
        endpoint,
        earlier ? { ...body, PersistentChat: { SourceContactId: earlier } } : body,
        { ...headers, "Idempotency-Key": key() },
      );
      sessionStorage.removeItem(KEY);
      if (started.SignedContactId) kept.setItem(EARLIER, started.SignedContactId);
      return started.data.startChatResult;
    } catch (error) {
      if (error.code === "key-conflict") sessionStorage.removeItem(KEY); // the next attempt needs another one
      if (error.code === "not-owner" && earlier) {
        kept.removeItem(EARLIER); // expired, or of another person who used this browser
      } else if (!error.isTemporary || !(await retry(error, attempt))) {
        throw error;
      }
    }
  }
}

async function post(endpoint, body, headers) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT);
  let response, text;
  try {
    response = await fetch(endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      signal: abort.signal,
    });
    text = await response.text();
  } catch {
    throw new StartError("the endpoint did not respond", { code: abort.signal.aborted ? "timeout" : "unreachable" });
  } finally {
    clearTimeout(timer);
  }
  const said = parsed(text);
  const { ContactId, ParticipantId, ParticipantToken } = said.data?.startChatResult ?? {};
  if (response.ok && ContactId && ParticipantId && ParticipantToken) return said;
  const { status } = response;
  throw new StartError(said.message ?? `the endpoint responded with HTTP ${status}`, {
    status,
    code: response.ok ? "bad-response" : said.data?.Error?.code,
    errors: said.errors,
    retryAfter: seconds(response.headers.get("Retry-After")),
    reference: said.requestId,
  });
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {}; // such as a gateway's HTML
  }
}

function seconds(header) {
  return /^\d{1,6}$/.test(header ?? "") ? Number(header) : null;
}

/** The key of the chat that the customer wants now: one over all retries and reloads, until the chat has started. */
function key() {
  const last = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (last && Date.now() < last.until) return last.key;
  const made = { key: crypto.randomUUID(), until: Date.now() + KEY_LIFETIME };
  sessionStorage.setItem(KEY, JSON.stringify(made));
  return made.key;
}

async function wait({ retryAfter }, attempt) {
  if (attempt >= ATTEMPTS) return false;
  await new Promise((done) => setTimeout(done, (retryAfter ?? 2) * 1000));
  return true;
}
