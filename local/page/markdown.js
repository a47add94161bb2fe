// The part of markdown that agents and flows use, as elements. Text only ever becomes text: HTML in it stays visible.

const INLINE = /\*\*(?<strong>[^*]+)\*\*|\*(?<em>[^*]+)\*|`(?<code>[^`]+)`|\[(?<text>[^\]]+)\]\((?<link>https:\/\/[^\s)]+)\)/g;

/** Elements for a text with paragraphs, lists, quotes, bold, italics, code and links to https addresses. */
export function markdown(text) {
  return text.trim().split(/\n{2,}/).map((block) => {
    const lines = block.split("\n");
    if (lines.every((line) => /^[-*] /.test(line))) {
      return element("ul", lines.map((line) => element("li", inline(line.slice(2)))));
    }
    if (lines.every((line) => line.startsWith(">"))) {
      return element("blockquote", inline(lines.map((line) => line.replace(/^> ?/, "")).join("\n")));
    }
    return element("p", inline(block));
  });
}

function inline(text) {
  const parts = [];
  let end = 0;
  for (const { 0: whole, index, groups } of text.matchAll(INLINE)) {
    parts.push(text.slice(end, index));
    end = index + whole.length;
    if (groups.link) {
      parts.push(Object.assign(element("a", [groups.text]), { href: groups.link, target: "_blank", rel: "noopener" }));
    } else {
      const [name, words] = Object.entries(groups).find(([, words]) => words);
      parts.push(element(name, [words]));
    }
  }
  return [...parts, text.slice(end)];
}

/** An element with children: text or other elements. */
export function element(name, children = [], className = "") {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}
