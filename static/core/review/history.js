/** The history for display: typing in one place becomes one entry, operations get names. */

/** @typedef {import("../sync/api-types.js").Step} Step an edit from the API */
/** @typedef {Step & {n: number}} Entry `n` edits in one; revision and time are those of the newest */

const GROUP_MS = 5 * 60_000;

/**
 * Combine related edits into one entry: typing in one segment, chunks of one draft.
 *
 * @param {readonly Step[]} steps newest first
 * @returns {Entry[]}
 */
export function groupSteps(steps) {
  /** @type {Entry[]} */
  const entries = [];
  for (const step of steps) {
    if (step.kind === "align") continue; // realigned word times after an edit: not made by a user
    const newer = entries.at(-1);
    if (newer && belongsTo(newer, step)) {
      newer.n++;
      newer.before = step.before;
      newer.segments = isDraft(newer) ? newer.segments + step.segments : newer.segments;
      newer.start = isDraft(step) ? step.start ?? newer.start : newer.start;
    } else entries.push({ ...step, n: 1 });
  }
  return entries;
}

/**
 * @param {Entry} newer
 * @param {Step} older
 */
function belongsTo(newer, older) {
  if (newer.author !== older.author || newer.kind !== older.kind || newer.undone !== older.undone) return false;
  if (isDraft(older)) return newer.job === older.job;
  const gapMs = Date.parse(newer.at) - Date.parse(older.at);
  return isTyping(newer) && isTyping(older) && newer.segment === older.segment && Math.abs(gapMs) < GROUP_MS;
}

/** Whether an edit is a chunk of a draft, the first or a later one. @param {Step} step */
function isDraft({ kind, origin }) {
  return kind === "draft" || (kind === "edit" && origin === "draft");
}

/** @param {Step} step */
export function isTyping({ kind, operations }) {
  const names = Object.keys(operations);
  return kind === "edit" && names.length === 1 && names[0] === "set_text" && operations.set_text === 1;
}

/** @type {Record<string, [string, string]>} one, many */
const WORDING = {
  set_text: ["Text changed", "texts changed"],
  set_times: ["Times moved", "times moved"],
  set_words: ["Words realigned", "segments realigned"],
  set_speaker: ["Speaker set", "speakers set"],
  set_status: ["Status set", "statuses set"],
  set_flag: ["Flag set", "flags set"],
  split: ["Split", "splits"],
  merge: ["Merged", "merges"],
  insert: ["Segment added", "segments added"],
  delete: ["Segment deleted", "segments deleted"],
  replace: ["Segments replaced", "replacements"],
  add_speaker: ["Speaker added", "speakers added"],
  rename_speaker: ["Speaker renamed", "speakers renamed"],
  remove_speaker: ["Speaker removed", "speakers removed"],
};

/** Description of an entry. @param {Entry} entry */
export function formatEntry(entry) {
  if (entry.id.startsWith("restore-")) return `Revision ${entry.id.split("-")[1]} restored`;
  if (entry.kind === "undo") return "Undone";
  if (entry.kind === "redo") return "Redone";
  if (isDraft(entry)) return `Draft: ${entry.segments} segments`;
  if (entry.kind === "import") return `Import: ${entry.operations.insert ?? 0} segments`;
  return Object.entries(entry.operations)
    .map(([name, n]) => (n === 1 ? WORDING[name]?.[0] ?? name : `${n} ${WORDING[name]?.[1] ?? name}`))
    .join(", ");
}

/** @type {Record<string, string>} */
const RECOGNITION = { draft: "Speech recognition: draft", redraft: "Speech recognition: redraft", align: "Speech recognition: alignment", speakers: "Speaker recognition" };

/**
 * Who made an entry: recognition, an imported file, or a user by name.
 * @param {Pick<Step, "origin" | "author">} step
 */
export function formatAuthor({ origin, author }) {
  if (RECOGNITION[origin]) return RECOGNITION[origin];
  if (origin === "import") return author.replace(/^import ?/, "") || "Import"; // "import" and the file's name
  return author || "Unnamed user";
}

/**
 * Split a text change into four parts: unchanged before, removed, added, unchanged after.
 *
 * @param {string} before
 * @param {string} after
 * @returns {{head: string, gone: string, come: string, tail: string}}
 */
export function textChange(before, after) {
  const old = before.split(/(?<=\s)/);
  const now = after.split(/(?<=\s)/);
  const shortest = Math.min(old.length, now.length);
  let head = 0;
  const isSame = (/** @type {string | undefined} */ a, /** @type {string | undefined} */ b) => a?.trim() === b?.trim();
  while (head < shortest && isSame(old[head], now[head])) head++;
  let tail = 0;
  while (tail < shortest - head && isSame(old.at(-1 - tail), now.at(-1 - tail))) tail++;
  const part = (/** @type {string[]} */ words, /** @type {number} */ from, /** @type {number} */ to) => words.slice(from, to).join("");
  return {
    head: part(now, 0, head),
    gone: part(old, head, old.length - tail),
    come: part(now, head, now.length - tail),
    tail: part(now, now.length - tail, now.length),
  };
}
