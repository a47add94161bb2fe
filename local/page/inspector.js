// Shows a deployer the declaration at work. Only the local demo has what this needs; a site's own page does without.

import { element } from "./markdown.js";
import { declared, rows } from "./sources.js";

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
      table(declared(standIn.declaration), { From: badge, "What it can be": ({ bounds }) => value(bounds || "anything") }),
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
      table(rows(this.#standIn.declaration, body, contact?.Request, error?.errors ?? []), {
        From: badge,
        "Page sent": ({ sent }) => value(sent),
        "Connect received": ({ received }) => value(received),
      }),
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

/** A table of members; `columns` maps each further heading to what makes a cell of an entry. */
function table(entries, columns) {
  const head = element("tr", ["Member", ...Object.keys(columns)].map((text) => heading(text, "col")));
  const body = entries.map((entry) => {
    const cells = Object.values(columns).map((cell) => element("td", [cell(entry)]));
    return element("tr", [element("td", [element("code", [entry.member])]), ...cells]);
  });
  return element("table", [element("thead", [head]), element("tbody", body)]);
}

function heading(text, scope) {
  return Object.assign(element("th", [text]), { scope });
}

function badge({ kind, source }) {
  return element("span", [source], `source ${kind}`);
}

function value(item) {
  if (item === undefined) return "—";
  return Array.isArray(item) ? item.join(", ") : String(item);
}

// How many responses there were shows that a repeated request starts no second chat.
function facts({ ContactId, Role, ConnectedAt, EndedAt, RespondedAt }) {
  const times = RespondedAt.length === 1 ? "once" : `${RespondedAt.length} times, always with this contact`;
  const connected = ConnectedAt ? "connected" : "not connected yet";
  const lines = [
    ["Contact", ContactId],
    ["Called by", Role ?? "nobody in particular"],
    ["Responses", times],
    ["Visitor", EndedAt ? "the chat has ended" : connected],
  ];
  const body = lines.map(([name, text]) => element("tr", [heading(name, "row"), element("td", [text])]));
  return element("table", [element("tbody", body)]);
}

function outcome(error) {
  if (!error) return "Nothing is known about it.";
  return error.status ? `The endpoint answered ${error.status} (${error.code}).` : "No answer came back to this page.";
}
