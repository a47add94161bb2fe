// What is visible in each state of the page.

import { $ } from "./dom.js";

const STATES = {
  loading: "Loading …",
  none: "No chat yet",
  unavailable: "Not available",
  starting: "Starting …",
  waiting: "Waiting to start …",
  connecting: "Connecting …",
  connected: "Connected",
  offline: "You are offline",
  lost: "Reconnecting …",
  broken: "Not connected",
  ended: "Chat ended",
};
const BEFORE_THE_CHAT = ["loading", "none", "unavailable", "starting", "waiting"];

/** Shows a state. */
export function show(state) {
  $("state").textContent = STATES[state];
  $("state").dataset.state = state;
  const isBefore = BEFORE_THE_CHAT.includes(state);
  $("start").hidden = !isBefore;
  $("submit").ariaDisabled = String(state !== "none");
  $("talk").hidden = isBefore;
  $("end").hidden = $("compose").hidden = isBefore || state === "ended";
  $("over").hidden = state !== "ended";
}

/** The state that is shown. */
export function state() {
  return $("state").dataset.state;
}
