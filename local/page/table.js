// Tables of the demo's panel.

import { element } from "./dom.js";

const LONG = 20; // characters; a narrow column shows more

/** A table; `columns` maps each heading to what makes a cell of a row, the first being the row's heading. */
export function table(rows, columns) {
  const names = Object.keys(columns);
  const head = element("tr", names.map((name) => heading(name, "col")));
  const body = rows.map((row) => {
    const cells = names.map((name, index) => {
      const parts = [columns[name](row)].flat();
      const cell = index === 0 ? heading("", "row") : element("td");
      cell.dataset.label = name; // where a phone stacks the cells
      cell.append(...parts);
      return cell;
    });
    return element("tr", cells);
  });
  return element("table", [element("thead", [head]), element("tbody", body)]);
}

/** A table of facts, `[name, value]` each. */
export function facts(lines) {
  const rows = lines.map(([name, text]) => element("tr", [heading(name, "row"), element("td", [text])]));
  return element("table", [element("tbody", rows)], "facts");
}

/** A value; a long one is cut at the end of its line until it is opened. */
export function value(item) {
  if (item === undefined) return "—";
  const text = Array.isArray(item) ? item.join(", ") : String(item);
  return text.length > LONG ? details(text, []) : text;
}

/** What opens on demand. */
export function details(summary, parts) {
  return element("details", [element("summary", [summary]), ...parts]);
}

function heading(text, scope) {
  return Object.assign(element("th", [text]), { scope });
}
