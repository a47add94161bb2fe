// Tries what an attacker would: to choose the Amazon Connect instance. For the panel of the demo.

const FORGED_INSTANCE = "99999999-9999-9999-9999-999999999999";

/**
 * Sends a request that names another instance, and resolves to `{sent, status, answer, before, after}`: the body, the
 * endpoint's response, and how many calls Amazon Connect's stand-in had received before and after.
 */
export async function forge({ endpoint, request, standIn }) {
  const sent = { ...request, InstanceId: FORGED_INSTANCE, ParticipantDetails: { DisplayName: "Eve" } };
  const before = await calls(standIn);
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(sent),
    credentials: "omit",
  });
  const answer = await response.json();
  return { sent, status: response.status, answer, before, after: await calls(standIn) };
}

async function calls(standIn) {
  const response = await fetch(standIn.calls);
  return (await response.json()).length;
}
