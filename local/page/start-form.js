// The form that starts a chat: what the visitor enters, and what is wrong with it.

import { $ } from "./dom.js";
import { keepDraft } from "./drafts.js";

const FIELDS = ["topic", "name"];

/** Fills in the choice of topics, and what was entered before a reload. */
export function prepare(topics = []) {
  $("topic").append(...topics.map((topic) => new Option(label(topic), topic)));
  $("topic-field").hidden = topics.length === 0;
  for (const name of FIELDS) keepDraft($(name));
}

/** The request's members that the visitor enters. */
export function entered() {
  const topic = !$("topic-field").hidden && { Attributes: { topic: $("topic").value } };
  return { ParticipantDetails: { DisplayName: $("name").value.trim() }, ...topic };
}

/** Whether the form can be sent; shows what is missing. */
export function isComplete() {
  return !showProblems({ name: $("name").value.trim() ? "" : "Please tell us your name" });
}

/** Shows what is wrong with the fields, `{name: text}`, and returns whether anything is. */
export function showProblems(problems) {
  const wrong = FIELDS.filter((name) => {
    $(name).setAttribute("aria-invalid", String(Boolean(problems[name])));
    $(`${name}-problem`).hidden = !problems[name];
    $(`${name}-problem`).textContent = problems[name] ?? "";
    return problems[name];
  });
  wrong.forEach((name) => $(name).focus());
  return wrong.length > 0;
}

function label(topic) {
  return (topic[0].toUpperCase() + topic.slice(1)).replaceAll("-", " ");
}
