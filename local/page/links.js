// Web addresses in text.

/** An address in running text: without the punctuation after it, with parentheses that belong to it, as in /a_(b). */
export const ADDRESS = /(?<address>https?:\/\/(?:\([^\s()<>]*\)|[^\s()<>"`])*(?:\([^\s()<>]*\)|[^\s()<>"`.,;:!?'*]))/;

/** A link that opens in a tab of its own. */
export function link(address, text = address) {
  const made = document.createElement("a");
  made.append(text);
  return Object.assign(made, { href: address, target: "_blank", rel: "noopener noreferrer" });
}

/** The parts of a text: its addresses as links, the rest as it is. */
export function linked(text) {
  return text.split(new RegExp(ADDRESS, "g")).map((part, index) => (index % 2 ? link(part) : part));
}
