// The chat page: from the form, by way of your endpoint, to a chat with ChatJS.

import { configure } from "./chat.js";
import { prepareCompose } from "./compose.js";
import { Conversation } from "./conversation.js";
import { $ } from "./dom.js";
import { guardFocus } from "./focus.js";
import { Inspector } from "./inspector.js";
import { notice } from "./notice.js";
import { prepare } from "./start-form.js";
import { start } from "./starting.js";
import "./theme.js";
import { show } from "./view.js";

async function main() {
  guardFocus("#message", "#again", "#submit");
  const config = await configuration();
  if (!config) return;
  configure(config);
  const inspector = config.standIn && new Inspector(config);
  const conversation = new Conversation(config.region, () => inspector?.refresh());
  prepare(config.topics);
  prepareCompose({ say: (text) => conversation.say(text), typing: () => conversation.typing() });

  $("start").addEventListener("submit", async () => {
    const details = await start(config, (body, outcome) => inspector?.show(body, outcome));
    if (details) await conversation.join(details);
  });
  $("end").addEventListener("click", () => {
    $("confirm").returnValue = ""; // Escape leaves it as it was
    $("confirm").showModal();
  });
  $("confirm").addEventListener("close", () => $("confirm").returnValue === "end" && conversation.end());
  $("again").addEventListener("click", () => {
    conversation.clear();
    $("name").focus();
  });
  await conversation.join();
}

/** The content of config.json; without it, or without ChatJS, visitors read that there is no chat. */
async function configuration() {
  const response = await fetch("config.json").catch(() => null);
  const config = response?.ok && (await response.json().catch(() => null));
  if (config?.endpoint && config.region && window.connect) return config;
  show("unavailable");
  const missing = window.connect ? "config.json with an endpoint and a region" : "amazon-connect-chat.js";
  notice("This page is not set up", `It needs ${missing} beside it. Please reach us another way.`);
  return null;
}

for (const form of ["start", "compose"]) $(form).addEventListener("submit", (event) => event.preventDefault());
main();
