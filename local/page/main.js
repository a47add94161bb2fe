// The chat page: from the form, by way of your endpoint, to a chat with ChatJS.

import { Chat, configure } from "./chat.js";
import { Inspector } from "./inspector.js";
import { Messages } from "./messages.js";
import { countdown, notice, noNotice } from "./notice.js";
import { inWords } from "./problems.js";
import { StartError, attemptKey, attemptSucceeded, startChat } from "./start-chat.js";
import "./theme.js";

const AUTOMATIC_RETRIES = 5;
const LONGEST_WAIT = 30; // seconds
const STATES = {
  none: "No chat yet",
  starting: "Starting …",
  connecting: "Connecting …",
  connected: "Connected",
  lost: "Reconnecting …",
  broken: "Not connected",
  ended: "Chat ended",
};

const $ = (id) => document.getElementById(id);
const messages = new Messages($("messages"), say);
let config, inspector, chat, typing, sending;
let misses = 0;

async function main() {
  try {
    config = await (await fetch("config.json")).json();
    configure(config);
  } catch {
    show("none");
    notice("This page is not set up", "It needs config.json and amazon-connect-chat.js beside it.");
    return;
  }
  if (config.standIn) inspector = new Inspector($("inspector"), config.standIn);
  $("topic").append(...(config.topics ?? []).map((topic) => new Option(label(topic), topic)));
  $("topic-field").hidden = !config.topics?.length;
  const details = JSON.parse(sessionStorage.getItem("chat") ?? "null");
  if (details) await join(details);
}

// ---- The start ----

async function start(event) {
  event.preventDefault();
  noNotice();
  if (!check({ name: $("name").value.trim() ? "" : "Please tell us your name" })) return;
  const wanted = {
    ...config.request,
    ParticipantDetails: { DisplayName: $("name").value.trim() },
    ...(config.topics?.length && { Attributes: { topic: $("topic").value } }),
  };
  $("submit").disabled = true;
  const details = await persist({ ...wanted, ClientToken: attemptKey(wanted) });
  $("submit").disabled = false;
  if (!details) return;
  attemptSucceeded();
  sessionStorage.setItem("chat", JSON.stringify(details));
  await join(details);
}

/** Asks for a chat, again and again while that makes sense; null when it does not, or the visitor gives up. */
async function persist(body) {
  for (let tries = 0; ; tries++) {
    show("starting");
    try {
      const details = await startChat(config.endpoint, body);
      inspector?.show({ endpoint: config.endpoint, body, contactId: details.ContactId });
      return details;
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      show("none");
      inspector?.show({ endpoint: config.endpoint, body, error });
      const { title, text, fields, canRetry, wait, reference } = inWords(error);
      if (canRetry && tries < AUTOMATIC_RETRIES) {
        if (await countdown(title, text, wait, { canCancel: true })) continue;
        return null;
      }
      if (check(fields)) notice(title, reference ? `${text} Reference: ${reference}` : text);
      return null;
    }
  }
}

/** Shows what is wrong with the form's fields, and tells whether nothing is. */
function check(problems) {
  const wrong = ["topic", "name"].filter((name) => {
    $(name).setAttribute("aria-invalid", String(Boolean(problems[name])));
    $(`${name}-problem`).hidden = !problems[name];
    $(`${name}-problem`).textContent = problems[name] ?? "";
    return problems[name];
  });
  wrong.forEach((name) => $(name).focus());
  return wrong.length === 0;
}

// ---- The chat ----

/** Connects to a chat that has been started, now or before a reload. */
async function join(details) {
  show("connecting");
  const mine = new Chat(details, config.region, {
    item: (item) => chat === mine && heard(item),
    typing: () => chat === mine && someoneTypes(),
    connected: () => chat === mine && connected(),
    lost: () => chat === mine && show("lost"),
    broken: () => chat === mine && rejoin(details),
    ended: () => chat === mine && ended(),
  });
  chat = mine;
  try {
    await chat.connect();
  } catch (error) {
    if (chat !== mine) return;
    if (error.gone) ended();
    else rejoin(details);
  }
}

function connected() {
  misses = 0;
  noNotice();
  show("connected");
  if (document.activeElement === document.body) $("message").focus();
  inspector?.refresh();
}

/** ChatJS has given up, as it does when the Participant Service can't be reached either; the page does not. */
async function rejoin(details) {
  chat = null;
  show("broken");
  await countdown("The connection is gone", "Nothing that was said is lost.", Math.min(2 ** misses++, LONGEST_WAIT));
  await join(details);
}

function ended() {
  if ($("state").dataset.state === "ended") return;
  sessionStorage.removeItem("chat");
  noNotice();
  show("ended");
  $("again").focus();
  inspector?.refresh();
}

function heard(item) {
  if (item.ParticipantRole !== "CUSTOMER" && item.Type === "MESSAGE") $("typing").hidden = true;
  messages.add(item);
}

function someoneTypes() {
  $("typing").textContent = "Somebody is writing …";
  $("typing").hidden = false;
  clearTimeout(typing);
  typing = setTimeout(() => ($("typing").hidden = true), 10_000);
}

async function say(text) {
  try {
    messages.add(await chat.send(text));
    messages.toEnd();
    noNotice();
    return true;
  } catch {
    notice("Your message was not sent", "Check your connection, then send it again.");
    return false;
  }
}

async function submit(event) {
  event.preventDefault();
  const text = $("message").value.trim();
  if (!text || sending) return;
  sending = true;
  if (await say(text)) $("message").value = "";
  sending = false;
  $("message").focus();
}

async function end() {
  if ($("confirm").returnValue !== "end") return;
  try {
    await chat.end();
  } catch {
    notice("The chat was not ended", "Check your connection, then try again.");
  }
}

function fresh() {
  messages.clear();
  noNotice();
  show("none");
  $("name").focus();
}

// ---- What is to be seen ----

function show(state) {
  $("state").textContent = STATES[state];
  $("state").dataset.state = state;
  const asking = ["none", "starting"].includes(state);
  $("start").hidden = !asking;
  $("talk").hidden = asking;
  $("end").hidden = $("compose").hidden = asking || state === "ended";
  $("over").hidden = state !== "ended";
  if (state === "ended") $("typing").hidden = true;
}

function label(topic) {
  return (topic[0].toUpperCase() + topic.slice(1)).replaceAll("-", " ");
}

$("start").addEventListener("submit", start);
$("compose").addEventListener("submit", submit);
$("message").addEventListener("input", () => chat?.typing());
$("message").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
});
$("end").addEventListener("click", () => {
  $("confirm").returnValue = ""; // Escape leaves it as it was
  $("confirm").showModal();
});
$("confirm").addEventListener("close", end);
$("again").addEventListener("click", fresh);
main();
