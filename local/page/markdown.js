// The part of markdown that agents and flows use, as elements. Text only ever becomes text: HTML in it stays visible.

import { element } from "./dom.js";
import { ADDRESS, link } from "./links.js";

const INLINE = new RegExp(
  [
    /\[(?<text>[^\]]+)\]\((?<target>https:\/\/(?:\([^\s()]*\)|[^\s()])+)\)/,
    ADDRESS,
    /\*\*(?<strong>[^*]+)\*\*/,
    /\*(?! )(?<em>[^*]+)(?<! )\*/,
    /`(?<code>[^`]+)`/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/** Elements for a text with paragraphs, lists, quotes, bold, italics, code and links. */
export function markdown(text) {
  return text.trim().split(/\n{2,}/).map((block) => {
    const lines = block.split("\n");
    if (lines.every((line) => /^[-*] /.test(line))) {
      return element("ul", lines.map((line) => paragraph("li", line.slice(2))));
    }
    if (lines.every((line) => line.startsWith(">"))) {
      return paragraph("blockquote", lines.map((line) => line.replace(/^> ?/, "")).join("\n"));
    }
    return paragraph("p", block);
  });
}

/** An element whose text runs in the direction of its own script. */
function paragraph(name, text) {
  return Object.assign(element(name, inline(text)), { dir: "auto" });
}

function inline(text) {
  const parts = [];
  let end = 0;
  for (const { 0: whole, index, groups } of text.matchAll(INLINE)) {
    parts.push(text.slice(end, index), styled(groups));
    end = index + whole.length;
  }
  return [...parts, text.slice(end)];
}

function styled({ target, text, address, ...names }) {
  if (target) return link(target, text);
  if (address) return link(address);
  const [name, words] = Object.entries(names).find(([, words]) => words);
  return element(name, [words]);
}
