// What a visitor reads when a chat could not be started.

const CLOSED = ["Chat is closed at the moment", "Please reach us another way."];
const TEXTS = {
  // The endpoint's own error codes, and those of start-chat.js
  unreachable: ["The chat service is out of reach", "Please check your connection."],
  timeout: ["The chat service takes too long to respond", "Trying again will not start a second chat."],
  "chat-capacity": ["All our agents are busy", "A line may become free at any time."],
  "chat-not-ended": ["Your earlier chat has not ended yet", "Please go on there, or start again in a moment."],
  "invalid-request": ["Please check what you entered", ""],
  "key-conflict": ["That did not work this time", "Please start again."],
  "origin-not-allowed": CLOSED,
  misconfigured: CLOSED,
  // HTTP statuses, for what something in front of the endpoint responds
  400: ["This chat can’t be started", "The chat service does not accept what this page asked for."],
  401: ["Please sign in first", "This chat is for people we know."],
  403: ["You can’t start a chat here", "The chat service does not let you in."],
  404: CLOSED,
  405: CLOSED,
  413: ["That is too long", "Please enter less, then start again."],
  429: ["Many people are starting a chat right now", "Yours has to wait a moment."],
  500: ["That did not work this time", "The fault is ours, not yours."],
  502: ["The chat service is out of order", "The fault is ours, not yours."],
  503: ["The chat service is overloaded", "It should be back in a moment."],
  504: ["The chat service takes too long to respond", "Trying again will not start a second chat."],
};
const FIELDS = {
  "/ParticipantDetails/DisplayName": ["name", "Please use another name"],
  "/Attributes/topic": ["topic", "Please choose another topic"],
};

/**
 * A StartError in words: `title` and `text`, and `fields`, which maps those of the form's fields that are wrong to
 * what to do.
 */
export function inWords(error) {
  const [title, text] = words(error);
  const reference = error.reference ? ` Reference: ${error.reference}` : "";
  const wrong = error.errors.filter(({ pointer }) => pointer in FIELDS);
  const fields = Object.fromEntries(wrong.map(({ pointer, detail }) => field(...FIELDS[pointer], detail)));
  return { title, text: text + (error.isTemporary ? "" : reference), fields };
}

function words({ code, status, message, retryAfter }) {
  if (code === "closed") return [CLOSED[0], [message, again(retryAfter)].filter(Boolean).join(" ")];
  return TEXTS[code] ?? TEXTS[status] ?? TEXTS[status >= 400 && status < 500 ? 400 : 500];
}

function field(name, text, detail) {
  return [name, detail.startsWith("must have") ? `${text}: it ${detail}` : text]; // such as a length
}

function again(seconds) {
  if (seconds === null) return "";
  const at = new Date(Date.now() + seconds * 1000);
  const day = at.toDateString() === new Date().toDateString() ? {} : { dateStyle: "medium" };
  return `Please come back after ${at.toLocaleString([], { timeStyle: "short", ...day })}.`;
}
