/** Results of the command palette: commands by fuzzy search, and places in the recording. */

import Fuse from "fuse.js";

/** @typedef {import("./commands.js").Command} Command */
/** @typedef {{kind: "command", command: Command} | {kind: "time", ms: number} | {kind: "timecode", text: string} | {kind: "segment", number: number}} Entry */

const MAX_RECENT = 8;

/** @param {readonly Command[]} commands */
export function createFinder(commands) {
  const fuse = new Fuse([...commands], {
    keys: [{ name: "title", weight: 3 }, { name: "keywords", weight: 2 }, { name: "group", weight: 1 }],
    threshold: 0.4,
    includeScore: true,
    ignoreLocation: true,
    ignoreDiacritics: true,
  });
  /** Match each word separately, since other words may stand between them; highest total first. @param {string} asked */
  const search = (asked) => {
    const hits = asked.split(/\s+/).map((word) => new Map(fuse.search(word).map(({ item, score }) => [item, score ?? 0])));
    const sum = (/** @type {Command} */ command) => hits.reduce((total, found) => total + (found.get(command) ?? 0), 0);
    return [...hits[0].keys()].filter((command) => hits.every((found) => found.has(command))).sort((a, b) => sum(a) - sum(b));
  };
  /**
   * @param {string} text
   * @param {readonly string[]} recent ids, newest first
   * @returns {Entry[]} all commands if the text is empty, recent ones first
   */
  return (text, recent) => {
    const asked = text.trim();
    const place = readPlace(asked);
    if (place) return [place];
    const found = asked ? rank(asked, search(asked), commands) : byUse(commands, recent);
    return found.map((command) => ({ kind: "command", command }));
  };
}

/**
 * Order results: titles that contain the query before fuzzy matches.
 *
 * @param {string} asked
 * @param {readonly Command[]} found
 * @param {readonly Command[]} commands
 */
function rank(asked, found, commands) {
  const words = asked.toLowerCase().split(/\s+/);
  const holds = (/** @type {Command} */ command) => {
    const text = `${command.title} ${command.keywords ?? ""} ${command.group}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const exact = commands.filter(holds).sort((a, b) => placeIn(a, words[0]) - placeIn(b, words[0]));
  return [...exact, ...found.filter((command) => !holds(command))];
}

/**
 * @param {Command} command
 * @param {string} word
 */
function placeIn(command, word) {
  const at = command.title.toLowerCase().search(new RegExp(`(?<!\\p{L})${word.replace(/[^\p{L}\p{N}]/gu, "\\$&")}`, "u"));
  return at < 0 ? 1_000 : at;
}

/**
 * @param {readonly Command[]} commands
 * @param {readonly string[]} recent
 */
function byUse(commands, recent) {
  const used = recent.map((id) => commands.find((command) => command.id === id)).filter((command) => command !== undefined);
  return [...used, ...commands.filter((command) => !recent.includes(command.id))];
}

/**
 * "12:34", "1:02:03.5" or "95 s" is a time, "01:02:03:10" a timecode (";" for drop-frame), "#120" a segment's number.
 * @param {string} text
 * @returns {Entry | null}
 */
export function readPlace(text) {
  const number = text.match(/^#\s*(\d+)$/);
  if (number) return { kind: "segment", number: Number(number[1]) };
  if (/^\d{1,2}:\d{1,2}:\d{1,2}[:;]\d{1,3}$/.test(text)) return { kind: "timecode", text };
  const clock = text.match(/^(?:(\d+):)?(\d{1,3}):([0-5]?\d(?:[.,]\d+)?)$/) ?? text.match(/^()()(\d+(?:[.,]\d+)?)\s*s$/);
  if (!clock) return null;
  const [hours, minutes, seconds] = clock.slice(1).map((part) => Number((part ?? "0").replace(",", ".") || 0));
  return { kind: "time", ms: Math.round(1000 * (3600 * hours + 60 * minutes + seconds)) };
}

/**
 * @param {readonly string[]} recent
 * @param {string} id
 */
export function addRecent(recent, id) {
  return [id, ...recent.filter((one) => one !== id)].slice(0, MAX_RECENT);
}
