// What a visitor reads when a chat could not be started, and whether trying again makes sense.

const BUSY = ["All our agents are busy", "A line may become free at any time."];
const CROWDED = ["Many people are starting a chat right now", "Yours has to wait a moment."];
const HICCUP = ["That did not work this time", "The fault is ours, not yours."];
const UNREACHABLE = ["The chat service is out of reach", "Please check your connection."];
const CLOSED = ["Chat is closed at the moment", "Please reach us another way."];
const REFUSED = ["This chat can’t be started", "The chat service does not accept what this page asked for."];

const TEXTS = {
  "chat-capacity": BUSY,
  throttled: CROWDED,
  unreachable: UNREACHABLE,
  timeout: ["The chat service takes too long to answer", "Trying again will not start a second chat."],
  misconfigured: CLOSED,
  "origin-not-allowed": CLOSED,
  unauthorized: ["Please sign in first", "This chat is for people we know."],
  "invalid-request": ["Please check what you entered", ""],
};
const FIELDS = {
  "/ParticipantDetails/DisplayName": { name: "Please use another name" },
  "/Attributes/topic": { topic: "Please choose another topic" },
};
const FINAL = ["misconfigured", "origin-not-allowed", "unauthorized"];

/**
 * A StartError in words: `title` and `text`; `fields` maps those of the form's fields that are wrong to what to do;
 * `canRetry` tells whether the same request may succeed later, `wait` after how many seconds.
 */
export function inWords(error) {
  const [title, text] = TEXTS[error.code] ?? byStatus(error.status);
  const fields = Object.assign({}, ...error.errors.map(({ pointer }) => FIELDS[pointer]));
  const canRetry = !FINAL.includes(error.code) && (error.status < 400 || error.status === 429 || error.status >= 500);
  return { title, text, fields, canRetry, wait: error.retryAfter ?? 5, reference: error.requestId };
}

function byStatus(status) {
  if (status === 429) return CROWDED;
  if (status === 503) return BUSY;
  return status >= 400 && status < 500 ? REFUSED : HICCUP;
}
