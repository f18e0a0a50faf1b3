/** Two-column tables as text: import, export, and paste from spreadsheets. */

/** @typedef {{from: string, to: string}} Pair */

/**
 * @param {string} text CSV or TSV, with or without a header line
 * @returns {Pair[]}
 */
export function readPairs(text) {
  const delimiter = text.split("\n", 1)[0].includes("\t") ? "\t" : text.split("\n", 1)[0].includes(";") ? ";" : ",";
  return rowsOf(text.replace(/^\ufeff/, ""), delimiter)
    .map(([from = "", to = ""]) => ({ from: from.trim(), to: to.replaceAll("\\n", "\n") }))
    .filter(({ from, to }) => from && to && from.toLowerCase() !== "from");
}

/** @param {readonly Pair[]} pairs */
export function writePairs(pairs) {
  return ["from,to", ...pairs.map(({ from, to }) => `${quoted(from)},${quoted(to)}`)].join("\n") + "\n";
}

/** @param {string} text */
function quoted(text) {
  return /[",\n\t;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Cells by RFC 4180: quoted cells may contain delimiters, line breaks and doubled quotes.
 *
 * @param {string} text
 * @param {string} delimiter
 */
function rowsOf(text, delimiter) {
  /** @type {string[][]} */
  const rows = [[""]];
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const row = /** @type {string[]} */ (rows.at(-1));
    const last = row.length - 1;
    const character = text[i];
    if (isQuoted && character === '"' && text[i + 1] === '"') row[last] += text[i++];
    else if (character === '"' && (isQuoted || row[last] === "")) isQuoted = !isQuoted;
    else if (!isQuoted && character === delimiter) row.push("");
    else if (!isQuoted && character === "\n") rows.push([""]);
    else if (isQuoted || character !== "\r") row[last] += character;
  }
  return rows;
}
