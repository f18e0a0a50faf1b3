/**
 * The columns before the text: number, times, characters a second, speaker and status, with a sign where a limit is passed.
 *
 * Only rows near the visible part have them, as plain text, and only what differs from before is written: a change of
 * the transcript costs the same with 20,000 segments as with 200.
 */

import { effect } from "@preact/signals";

import { formatTime } from "../../core/player/shown-time.js";
import { checkRow, speedOf } from "../../core/review/row-checks.js";
import { COLUMNS } from "../../core/commands/settings.js";

/** @typedef {import("./segment-row.js").Row} Row */
/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {import("../../core/commands/settings.js").Settings} Settings */
/** @typedef {Record<"number" | "end" | "duration" | "speed" | "status", HTMLElement>} Cells */

/** Headings by column, as short as the column is wide. */
const HEADINGS = { number: "No.", start: "Start", end: "End", duration: "Length", speed: "Char/s", speaker: "Speaker", status: "", text: "Text" };
const STATUS_SIGNS = { draft: "○", corrected: "✎", approved: "✓", rejected: "✗" };
const STATUS_NAMES = { draft: "Draft", corrected: "Corrected", approved: "Approved", rejected: "Rejected" };

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} list
 * @param {HTMLElement} list.body holds the rows
 * @param {import("./list-rows.js").ListRows} list.rows
 * @param {import("../../core/sync/transcript-store.js").Store} list.store
 * @param {import("./list-filter.js").ListFilter} list.filter
 * @param {import("@preact/signals").ReadonlySignal<Settings>} list.settings
 */
export function createRowColumns(scope, { body, rows, store, filter, settings }) {
  const template = createCells();
  const head = createHeadings();
  body.before(head.element);
  /** @type {WeakMap<Row, {cells: Cells, number: number, sources: readonly unknown[], shown: string}>} */
  const filled = new WeakMap();
  let frame = 0;

  const cellsOf = (/** @type {Row} */ row) => {
    const known = filled.get(row) ?? { cells: addCells(row, template), number: 0, sources: [], shown: "" };
    filled.set(row, known);
    return known;
  };
  const fill = (/** @type {Row} */ row) => {
    const transcript = store.transcript.peek();
    const typing = store.typing.peek();
    const segment = typing?.id === row.segment.id ? { ...row.segment, text: typing.text } : row.segment;
    const at = transcript.position(segment.id);
    const known = cellsOf(row);
    const sources = [segment, transcript.segments[at - 1] ?? null, settings.peek()]; // new objects when they change
    if (known.number === at + 1 && sources.every((one, i) => one === known.sources[i])) return;
    known.sources = sources;
    const warnings = checkRow(segment, transcript.segments[at - 1] ?? null, limitsOf(settings.peek()));
    if (known.number !== at + 1) writeNumber(known.cells.number, (known.number = at + 1)); // of all rows below a split
    const shown = JSON.stringify([segment.startMs, segment.endMs, segment.text.length, segment.status, warnings]);
    if (shown === known.shown) return;
    known.shown = shown;
    write(row, known.cells, { segment, warnings });
  };
  const refresh = () => {
    frame = 0;
    for (const row of rows.nearRows()) {
      fill(row);
      row.element.classList.toggle("is-continued", row.segment.speaker !== null && speakerAbove(row.element) === row.label);
      if (row.element.dataset.speaker !== row.label) row.element.dataset.speaker = row.label;
    }
  };
  const refreshSoon = () => {
    frame ||= requestAnimationFrame(refresh);
  };
  scope.add(() => cancelAnimationFrame(frame));
  rows.onNear(refreshSoon);
  scope.add(
    effect(() => {
      void [store.transcript.value, store.typing.value, filter.predicate.value, filter.nFitting.value, settings.value];
      refreshSoon();
    }),
  );
  scope.add(
    effect(() => {
      const { columns } = settings.value;
      body.dataset.columns = COLUMNS.map(([name]) => name).filter((name) => columns.includes(name)).join(" ");
      head.show(body.dataset.columns);
    }),
  );
}

/** @param {Settings} settings */
function limitsOf({ maxSegmentMs: maxMs, maxSegmentChars: maxChars, maxCps, minGapMs }) {
  return { maxMs, maxChars, maxCps, minGapMs };
}

/** The label of the row above that is shown, as its speaker's cell has it. @param {HTMLElement} element */
function speakerAbove(element) {
  let above = /** @type {Element | null | undefined} */ (element.previousElementSibling ?? element.parentElement?.previousElementSibling?.lastElementChild);
  while (above instanceof HTMLElement && above.hidden) above = above.previousElementSibling ?? above.parentElement?.previousElementSibling?.lastElementChild;
  return above instanceof HTMLElement ? above.dataset.speaker : undefined;
}

/** The headings over the columns. In narrow lists they are only read out. */
function createHeadings() {
  const element = document.createElement("div");
  element.className = "list-head";
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", "Columns of the segments");
  const cells = [...COLUMNS, /** @type {const} */ (["text", "Text"])].map(([name, title]) => {
    const cell = document.createElement("span");
    const full = document.createElement("span");
    full.className = "unseen";
    full.textContent = title;
    const short = document.createElement("span");
    short.setAttribute("aria-hidden", "true");
    short.textContent = HEADINGS[name];
    cell.dataset.column = name;
    cell.title = title;
    cell.append(short, full);
    return cell;
  });
  element.append(...cells);
  return {
    element,
    show(/** @type {string} */ columns) {
      element.dataset.columns = columns;
      for (const cell of cells) cell.hidden = !["text", ...columns.split(" ")].includes(cell.dataset.column ?? "");
    },
  };
}

/** What every row's cells are copies of. */
function createCells() {
  const fragment = document.createDocumentFragment();
  const number = document.createElement("button");
  number.className = "seg-number";
  number.tabIndex = -1; // as a tab stop there would be thousands
  number.title = "Select the segment. Shift+click: up to here. Ctrl+click: also this one";
  const plain = ["end", "duration", "speed", "status"].map((name) => {
    const cell = document.createElement("span");
    cell.className = `seg-${name}`;
    return cell;
  });
  for (const cell of plain) cell.setAttribute("role", "img"); // so that its label is read, not the bare figure
  fragment.append(number, ...plain);
  return fragment;
}

/**
 * @param {Row} row
 * @param {DocumentFragment} template
 * @returns {Cells}
 */
function addCells(row, template) {
  const [number, end, duration, speed, status] = /** @type {HTMLElement[]} */ ([.../** @type {DocumentFragment} */ (template.cloneNode(true)).children]);
  number.setAttribute("aria-pressed", String(row.element.classList.contains("is-chosen")));
  row.element.prepend(number);
  row.time.after(end, duration, speed);
  row.speaker.after(status);
  return { number, end, duration, speed, status };
}

/** @param {HTMLElement} cell @param {number} n */
function writeNumber(cell, n) {
  cell.textContent = String(n);
  cell.setAttribute("aria-label", `Select segment ${n}`);
}

/**
 * @param {Row} row
 * @param {Cells} cells
 * @param {{segment: Segment, warnings: ReturnType<typeof checkRow>}} content
 */
function write(row, { end, duration, speed, status }, { segment, warnings }) {
  const { startMs, endMs } = segment;
  end.textContent = formatTime(endMs, 1);
  end.setAttribute("aria-label", `End ${end.textContent}`);
  duration.textContent = ((endMs - startMs) / 1000).toFixed(1);
  speed.textContent = speedOf(segment).toFixed(segment.text ? 1 : 0);
  status.textContent = STATUS_SIGNS[/** @type {keyof typeof STATUS_SIGNS} */ (segment.status)] ?? "?";
  status.title = STATUS_NAMES[/** @type {keyof typeof STATUS_NAMES} */ (segment.status)] ?? segment.status;
  status.setAttribute("aria-label", status.title);
  warn(duration, warnings.duration, "seconds");
  warn(speed, warnings.speed, "characters a second");
  row.element.classList.toggle("has-time-warning", warnings.start !== "");
  row.time.title = `${warnings.start ? `${warnings.start} ` : ""}${formatTime(startMs, 2)} to ${formatTime(endMs, 2)}. Click: play from here`;
}

/**
 * @param {HTMLElement} cell
 * @param {string} warning
 * @param {string} unit of its figure
 */
function warn(cell, warning, unit) {
  cell.classList.toggle("is-over", warning !== "");
  cell.title = warning || unit[0].toUpperCase() + unit.slice(1);
  cell.setAttribute("aria-label", `${cell.textContent} ${unit}${warning ? `. ${warning}` : ""}`);
}
