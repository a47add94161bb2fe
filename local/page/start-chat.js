// Starts a chat at your endpoint: one POST, and a description of what went wrong when it did.

const SECONDS = 15; // longer than the endpoint takes to give up by itself
const KEY_SECONDS = 5 * 60; // Amazon Connect ends a chat that nobody has connected to by then

/** The endpoint did not start a chat. `status` is 0 when there was no answer at all. */
export class StartError extends Error {
  constructor({ status = 0, code = "unreachable", retryAfter = null, errors = [], requestId = "" }) {
    super(code);
    Object.assign(this, { status, code, retryAfter, errors, requestId });
  }
}

/**
 * Starts a chat and returns the answer's members ContactId, ParticipantId and ParticipantToken, as ChatJS takes them.
 *
 * An endpoint that asks who is calling takes one more header here, such as `Authorization`.
 * Throws StartError.
 */
export async function startChat(endpoint, body) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), SECONDS * 1000);
  let response, answer;
  try {
    response = await fetch(endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      signal: abort.signal,
    });
    answer = await response.json().catch(() => ({}));
  } catch {
    throw new StartError({ code: abort.signal.aborted ? "timeout" : "unreachable" });
  } finally {
    clearTimeout(timer);
  }
  const result = answer?.data?.startChatResult;
  if (response.ok && result?.ContactId && result.ParticipantId && result.ParticipantToken) return result;
  if (response.ok) throw new StartError({ status: response.status, code: "bad-upstream" });
  throw new StartError({
    status: response.status,
    code: answer?.data?.Error?.code,
    retryAfter: seconds(response.headers.get("Retry-After")),
    errors: answer?.errors,
    requestId: answer?.requestId,
  });
}

function seconds(header) {
  return /^\d{1,4}$/.test(header ?? "") ? Number(header) : null;
}

/**
 * The key of one attempt to start: the same for every retry, also after a reload, so that however often it is sent,
 * at most one chat starts. `wanted` is what the visitor asks for; asking for something else makes another attempt.
 */
export function attemptKey(wanted) {
  const words = JSON.stringify(wanted);
  const last = JSON.parse(sessionStorage.getItem("attempt") ?? "null");
  if (last?.words === words && Date.now() < last.until) return last.key;
  const key = crypto.randomUUID();
  sessionStorage.setItem("attempt", JSON.stringify({ key, words, until: Date.now() + KEY_SECONDS * 1000 }));
  return key;
}

/** Forgets the attempt, because it has succeeded: the next start is a new one. */
export function attemptSucceeded() {
  sessionStorage.removeItem("attempt");
}
