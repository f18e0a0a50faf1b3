/** One row of the list: time, speaker and text of a segment. */

import { formatTime } from "../../core/player/shown-time.js";
import { textOf } from "../ui/caret.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {import("../../core/document/operations.js").Transcript["speakers"]} Speakers */

const N_COLOURS = 8;

/**
 * @typedef {object} Row
 * @property {Segment} segment
 * @property {HTMLElement} element
 * @property {HTMLButtonElement} time
 * @property {HTMLButtonElement} speaker
 * @property {HTMLElement} text
 * @property {string} label speaker as last rendered
 */

/** The element that every row is a copy of: copying is faster than building. */
export function createRowTemplate() {
  const row = document.createElement("div");
  row.className = "seg";
  row.setAttribute("role", "listitem");
  const time = document.createElement("button");
  time.className = "seg-time";
  const speaker = document.createElement("button");
  speaker.className = "seg-speaker";
  for (const button of [time, speaker]) button.tabIndex = -1; // both have shortcuts; as tab stops there would be thousands
  const text = document.createElement("div");
  text.className = "seg-text";
  text.contentEditable = "plaintext-only";
  text.dir = "auto";
  text.setAttribute("role", "textbox");
  text.setAttribute("aria-multiline", "true");
  row.append(time, speaker, text);
  return row;
}

/**
 * Make a row without content: call `fillRow` next.
 *
 * @param {HTMLElement} template
 * @param {Segment} segment
 * @returns {Row}
 */
export function createRow(template, segment) {
  const element = /** @type {HTMLElement} */ (template.cloneNode(true));
  const time = /** @type {HTMLButtonElement} */ (element.firstElementChild);
  const speaker = /** @type {HTMLButtonElement} */ (time.nextElementSibling);
  const text = /** @type {HTMLElement} */ (speaker.nextElementSibling);
  element.dataset.id = String(segment.id);
  return { segment, element, time, speaker, text, label: "\0" };
}

/**
 * Show a segment in its row. Only what differs from the segment shown before is written.
 *
 * @param {Row} row
 * @param {Segment} segment
 * @param {object} options
 * @param {Segment | null} options.before null for a new row
 * @param {boolean} options.isTyping text that is being typed is never overwritten
 */
export function fillRow(row, segment, { before, isTyping }) {
  row.segment = segment;
  if (before?.startMs !== segment.startMs || before.endMs !== segment.endMs) showTimes(row);
  if (before?.status !== segment.status) row.element.dataset.status = segment.status;
  if (!before || before.isFlagged !== segment.isFlagged || before.startMs !== segment.startMs) showFlag(row);
  if (!isTyping && !showsPlainly(row.text, segment.text)) row.text.textContent = shownText(segment.text);
}

/** A line break at the end needs another one after it, or the browser does not show its line. @param {string} text */
function shownText(text) {
  return text.endsWith("\n") ? `${text}\n` : text;
}

/**
 * Whether an element shows a text as one text node, as marks need it. While the user types, the browser may
 * leave several nodes: text nodes are joined, which leaves the cursor where it is.
 *
 * @param {HTMLElement} element
 * @param {string} text
 */
function showsPlainly(element, text) {
  if (!text) return textOf(element) === "";
  if (element.childNodes.length > 1) element.normalize();
  return element.childNodes.length === 1 && element.firstChild?.nodeType === Node.TEXT_NODE && element.textContent === shownText(text);
}

/** @param {Row} row */
function showTimes({ segment: { startMs, endMs }, time, text }) {
  time.textContent = formatTime(startMs, 1);
  time.title = `${formatTime(startMs, 2)} to ${formatTime(endMs, 2)}. Click: play from here`;
  text.setAttribute("aria-label", `Text at ${formatTime(startMs)}`);
}

/** @param {Row} row */
function showFlag({ segment: { startMs, isFlagged }, element, time }) {
  element.classList.toggle("is-flagged", isFlagged === true);
  time.setAttribute("aria-label", `${isFlagged ? "Flagged. " : ""}Play from ${formatTime(startMs, 1)}`);
}

/**
 * Show the name and colour of a row's speaker.
 *
 * @param {Row} row
 * @param {Speakers} speakers of the transcript
 */
export function showSpeaker(row, speakers) {
  const at = speakers.findIndex((speaker) => speaker.id === row.segment.speaker);
  const label = at < 0 ? "" : speakers[at].name || speakers[at].id;
  if (row.label === `${at} ${label}`) return;
  row.label = `${at} ${label}`;
  row.speaker.textContent = label || "+ speaker";
  row.speaker.classList.toggle("is-nobody", at < 0);
  row.speaker.setAttribute("aria-label", label ? `Speaker ${label}` : "No speaker");
  row.speaker.dataset.colour = at < 0 ? "" : String((at % N_COLOURS) + 1);
}

/**
 * The segment's id of a row's element, -1 for other elements.
 *
 * @param {Element | null} element
 */
export function idOf(element) {
  return Number(/** @type {HTMLElement | null} */ (element)?.dataset.id ?? -1);
}
