// From the form to a started chat: waits and tries again while that may help, or says why it does not.

import { countdown, notice, noNotice } from "./notice.js";
import { inWords } from "./problems.js";
import { StartError, startChat } from "./start-chat.js";
import { entered, isComplete, showProblems } from "./start-form.js";
import { show, state } from "./view.js";

const RETRIES = 5;
const USUAL_WAIT = 5; // seconds, where the response does not say how long
let closed = { until: 0 }; // what was said, and until when it holds

/**
 * Starts a chat with what the form says at each attempt, and resolves to what ChatJS needs, or to null. `watch(body,
 * outcome)` is told each attempt's request, with its result or error.
 */
export async function start({ endpoint, request }, watch) {
  if (state() !== "none" || !isComplete()) return null;
  if (Date.now() < closed.until) return tell(closed.problem);
  noNotice();
  show("starting");
  let body;
  const next = () => (body = { ...request, ...entered() });
  const retry = async (error, attempt) => {
    if (attempt > RETRIES) return false;
    watch(body, error);
    show("waiting");
    const { title, text } = inWords(error);
    const isWanted = await countdown(title, text, error.retryAfter ?? USUAL_WAIT, { canCancel: true });
    if (!isWanted || !isComplete()) throw new Cancelled();
    show("starting");
    return true;
  };
  try {
    const details = await startChat(endpoint, next, { retry });
    watch(body, details);
    return details;
  } catch (error) {
    if (error instanceof StartError) {
      watch(body, error);
      const problem = inWords(error);
      if (error.code === "closed") closed = { problem, until: Date.now() + error.retryAfter * 1000 };
      return tell(problem);
    }
    show("none");
    if (error instanceof Cancelled) return null;
    throw error;
  }
}

class Cancelled extends Error {}

function tell({ title, text, fields }) {
  show("none");
  if (!showProblems(fields)) notice(title, text);
  return null;
}
