// Shows a deployer the declaration at work. Only the local demo has what this needs; a site's own page does without.

import { $, element } from "./dom.js";
import { forge } from "./forgery.js";
import { declared, rows } from "./sources.js";
import { details, facts, table, value } from "./table.js";

const KEPT = "inspector"; // in the tab's storage: what the panel shows survives a reload

export class Inspector {
  #config;
  #shown = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");

  /** `config` is the page's; its `standIn` has the `declaration`, and where the ledger's `contacts` and `calls` are. */
  constructor(config) {
    this.#config = config;
    $("inspector").hidden = false;
    $("forge").addEventListener("click", () => this.#forge());
    this.refresh();
  }

  /** Shows a request: its `body`, and the response's members for ChatJS or a StartError. */
  async show(body, { ContactId, status, code, errors }) {
    this.#keep({ body, contactId: ContactId, error: { status, code, errors } });
    await this.refresh();
  }

  /** Shows the same request with what Amazon Connect knows by now. */
  async refresh() {
    const { body, contactId, forged } = this.#shown;
    const contact = contactId && (await this.#contact(contactId));
    if (body) this.#showRequest(contact);
    else this.#showDeclaration();
    if (forged) $("forgery").replaceChildren(...refusal(forged));
  }

  #showDeclaration() {
    $("proof").replaceChildren("Start a chat to see what this page sends, and what Amazon Connect receives.");
    const columns = {
      Member: member,
      From: badge,
      "What it can be": ({ bounds }) => value(bounds || "anything"),
    };
    $("inspection").replaceChildren(table(declared(this.#config.standIn.declaration), columns));
  }

  #showRequest(contact) {
    const { body, error } = this.#shown;
    const found = rows(this.#config.standIn.declaration, body, contact?.Request, error.errors ?? []);
    const columns = {
      Member: member,
      From: badge,
      "Page sent": ({ member, sent }) => (member === "ClientToken" ? "a key, as a header" : value(sent)),
      "Connect received": ({ received }) => value(received),
    };
    $("proof").replaceChildren(...(contact ? proof(contact, found) : [outcome(error)]));
    $("inspection").replaceChildren(
      table(found, columns),
      ...(contact ? [element("h3", ["The contact"]), about(contact)] : []),
      exchange("What this page asked for", `POST ${this.#config.endpoint}`, body),
    );
  }

  async #forge() {
    if ($("forge").ariaDisabled === "true") return;
    $("forge").ariaDisabled = "true";
    try {
      this.#keep({ forged: await forge(this.#config) });
      $("forgery").replaceChildren(...refusal(this.#shown.forged));
    } catch {
      $("forgery").replaceChildren(element("p", ["No response came back to this page. Please try again."]));
    }
    $("forge").ariaDisabled = "false";
  }

  #keep(news) {
    Object.assign(this.#shown, news);
    sessionStorage.setItem(KEPT, JSON.stringify(this.#shown));
  }

  async #contact(id) {
    const response = await fetch(this.#config.standIn.contacts + id).catch(() => null);
    return response?.ok ? response.json() : null;
  }
}

function proof({ ContactId, Role }, found) {
  const received = found.filter(({ received }) => received !== undefined);
  const unexpected = received.filter(({ isExpected }) => !isExpected).length;
  const verdict = element("strong", [`${received.length} values, ${unexpected} unexpected`], unexpected ? "bad" : "good");
  const role = Role ? ["role ", element("code", [Role.replace(/^.*role\//, "")])] : ["a caller without a role"];
  return ["Contact ", element("code", [`${ContactId.slice(0, 4)}…`]), " started by ", ...role, "; ", verdict];
}

function outcome({ status, code }) {
  if (status === undefined) return "Amazon Connect’s stand-in does not know this contact any more.";
  return status ? `The endpoint responded with ${status} (${code}); no contact.` : "No response came back to this page.";
}

function refusal({ sent, status, answer, before, after }) {
  const why = (answer.errors ?? []).map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`).join("; ");
  const calls = `Calls that Amazon Connect received: ${before} before, ${after} after. `;
  const verdict = before === after ? ["It was not called.", "good"] : ["It was called!", "bad"];
  return [
    element("p", [element("strong", [`${status} ${answer.data?.Error?.code ?? ""}`], "bad"), ` ${why || answer.message}.`]),
    element("p", [calls, element("strong", [verdict[0]], verdict[1])]),
    exchange("The forged request and its response", "POST", sent, `HTTP ${status}`, answer),
  ];
}

// How many responses there were shows that a repeated request starts no second chat.
function about({ ContactId, Role, ConnectedAt, EndedAt, RespondedAt }) {
  const times = RespondedAt.length === 1 ? "once" : `${RespondedAt.length} times, always with this contact`;
  const connected = ConnectedAt ? "connected" : "not connected yet";
  return facts([
    ["Contact", ContactId],
    ["Called by", Role ?? "a caller without a role"],
    ["Responses", times],
    ["Visitor", EndedAt ? "the chat has ended" : connected],
  ]);
}

function exchange(summary, ...parts) {
  const text = parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part, null, 2))).join("\n");
  return details(summary, [element("pre", [text])]);
}

function member({ member }) {
  return element("code", [member]);
}

function badge({ kind, source, isExpected = true }) {
  return isExpected ? element("span", [source], `source ${kind}`) : element("span", ["unexpected"], "source refused");
}
