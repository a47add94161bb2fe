// Joins a declaration, what a page sent and what Amazon Connect received: one row per member.

/**
 * Rows `{member, kind, source, sent, received, isExpected}`. `declaration` is the `request` of the function's plan;
 * `sent` and `received` are request bodies, `received` undefined when Amazon Connect was not called; `errors` are the
 * response's. A received value is expected if the declaration, with what was sent, leads to it.
 */
export function rows(declaration, sent, received, errors) {
  const asked = leaves(sent);
  const got = leaves(received ?? {});
  const refused = Object.fromEntries(errors.map(({ pointer, detail }) => [dotted(pointer), detail]));
  const nodes = sources(declaration);
  const members = new Set([...Object.keys(nodes), ...Object.keys(asked), ...Object.keys(got)]);
  return [...members].map((member) => ({
    member,
    ...source(member, nodes[member], asked[member], got[member], refused[member]),
    sent: asked[member],
    received: got[member],
    isExpected: got[member] === undefined || isExpected(member, nodes[member], asked[member], got[member]),
  }));
}

/** Rows `{member, kind, source, bounds}` of a declaration alone. */
export function declared(declaration) {
  return Object.entries(sources(declaration)).map(([member, node]) => ({
    member,
    ...source(member, node),
    bounds: "is" in node ? [node.is].flat().join(", ") : bounds(node.caller ?? node.claim ?? {}),
  }));
}

function bounds({ type, required, one_of, pattern, max, default: fallback }) {
  const choices = Array.isArray(one_of) ? one_of : Object.keys(one_of ?? {});
  const words = [
    required && "required",
    choices.length > 0 && `one of ${choices.slice(0, 3).join(", ")}${choices.length > 3 ? ", …" : ""}`,
    pattern && `matches ${pattern}`,
    max && !pattern && type !== "list" && (type ? `up to ${max}` : `up to ${max} characters`),
    fallback !== undefined && `else ${[fallback].flat().join(", ")}`,
  ];
  return words.filter(Boolean).join("; ");
}

function isExpected(member, node, sent, received) {
  if (member === "ClientToken") return true; // derived from the request and its idempotency key
  if (!node) return false;
  if ("is" in node) return isEqual(node.is, received);
  if ("signed" in node) return sent !== undefined;
  const { one_of: choices, default: fallback } = node.caller ?? node.claim;
  const value = node.claim ? received : (sent ?? fallback); // the page knows no claims
  return isEqual(isObject(choices) ? choices[value] : value, received);
}

function isEqual(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function source(member, node, sent, received, refusal) {
  if (refusal) return { kind: "refused", source: `refused: ${refusal}` };
  if (member === "ClientToken") return { kind: "derived", source: "derived" };
  if (!node) return { kind: "refused", source: "not declared" };
  if ("is" in node) return { kind: "fixed", source: "fixed" };
  if ("claim" in node) return { kind: "claim", source: `claim ${[node.claim.name].flat().join(".")}` };
  if ("signed" in node) return { kind: "derived", source: "signed contact id" };
  if (sent === undefined && received !== undefined) return { kind: "fixed", source: "default" };
  return { kind: "caller", source: "caller" };
}

function sources(nodes, path = []) {
  return Object.entries(nodes).reduce((found, [name, node]) => {
    const here = [...path, name];
    const inner = node.of ?? node.map;
    if (inner) return { ...found, ...sources(inner, here) };
    if (!isObject(node.is)) return { ...found, [here.join(".")]: node };
    const fixed = Object.entries(leaves(node.is)).map(([key, value]) => [[...here, key].join("."), { is: value }]);
    return { ...found, ...Object.fromEntries(fixed) };
  }, {});
}

function leaves(value, path = []) {
  return Object.entries(value).reduce((found, [name, item]) => {
    const here = [...path, name];
    return { ...found, ...(isObject(item) ? leaves(item, here) : { [here.join(".")]: item }) };
  }, {});
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function dotted(pointer) {
  return pointer.slice(1).replaceAll("/", ".").replaceAll("~1", "/").replaceAll("~0", "~");
}
