// Shows a deployer the declaration at work. Only the local demo has what this needs; a site's own page does without.

import { element } from "./markdown.js";
import { rows } from "./sources.js";

export class Inspector {
  #place;
  #standIn;
  #last;

  /** `standIn` holds the `declaration`, and where the ledger's `contacts` are. */
  constructor(section, standIn) {
    section.hidden = false;
    this.#place = section.querySelector("#inspection");
    this.#standIn = standIn;
    this.#place.replaceChildren(
      title("Where each value will come from"),
      table(rows(standIn.declaration, {}, null, [])),
      element("p", ["Start a chat to see what this page sends, and what Amazon Connect receives."], "hint"),
    );
  }

  /** Shows a request: `endpoint`, `body`, and either `error` (a StartError) or the `contactId` of the chat. */
  async show(request) {
    this.#last = request;
    await this.refresh();
  }

  /** Shows the same request with what Amazon Connect knows by now. */
  async refresh() {
    if (!this.#last) return;
    const { endpoint, body, error, contactId } = this.#last;
    const contact = contactId && (await this.#contact(contactId));
    this.#place.replaceChildren(
      title("Where each value came from"),
      table(rows(this.#standIn.declaration, body, contact?.Request, error?.errors ?? [])),
      title(contact ? "Amazon Connect has started a contact" : "No contact is known"),
      contact ? facts(contact) : element("p", [outcome(error)], "hint"),
      title("What this page asked for"),
      element("pre", [`POST ${endpoint}\n${JSON.stringify(body, null, 2)}`]),
    );
  }

  async #contact(id) {
    const response = await fetch(this.#standIn.contacts + id).catch(() => null);
    return response?.ok ? response.json() : null;
  }
}

function title(text) {
  return element("h3", [text]);
}

function table(entries) {
  const head = element("tr", ["Member", "From", "Page sent", "Connect received"].map(heading));
  const body = entries.map(({ member, kind, source, sent, received }) =>
    element("tr", [
      element("td", [element("code", [member])]),
      element("td", [element("span", [source], `source ${kind}`)]),
      element("td", [value(sent)]),
      element("td", [value(received)]),
    ]),
  );
  return element("table", [element("thead", [head]), element("tbody", body)]);
}

function heading(text) {
  return Object.assign(element("th", [text]), { scope: "col" });
}

function value(item) {
  if (item === undefined) return "—";
  return Array.isArray(item) ? item.join(", ") : String(item);
}

// How often it was answered shows that a repeated request starts no second chat.
function facts({ ContactId, Role, ConnectedAt, EndedAt, AnsweredAt }) {
  const times = AnsweredAt.length === 1 ? "once" : `${AnsweredAt.length} times, always with this contact`;
  const connected = ConnectedAt ? "connected" : "not connected yet";
  const lines = [
    ["Contact", ContactId],
    ["Called by", Role ?? "nobody in particular"],
    ["Answered", times],
    ["Visitor", EndedAt ? "the chat has ended" : connected],
  ];
  const body = lines.map(([name, text]) =>
    element("tr", [Object.assign(element("th", [name]), { scope: "row" }), element("td", [text])]),
  );
  return element("table", [element("tbody", body)]);
}

function outcome(error) {
  if (!error) return "Nothing is known about it.";
  return error.status ? `The endpoint answered ${error.status} (${error.code}).` : "No answer came back to this page.";
}
