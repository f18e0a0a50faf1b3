/**
 * The list of segments: time, speaker and text of each, edited in place.
 *
 * Rows are in groups with `content-visibility: auto` on the group. This keeps typing fast with thousands
 * of rows and leaves all rows to find-in-page and screen readers. A change of the transcript updates
 * only the rows that differ; text that is being typed is never overwritten.
 */

import { effect, untracked } from "@preact/signals";

import { selectBetween } from "../ui/caret.js";
import { findFieldsWith } from "../ui/caret-memory.js";
import { listenToClicks, listenToTyping } from "./list-events.js";
import { createListFilter } from "./list-filter.js";
import { createListRows } from "./list-rows.js";
import { createRowColumns } from "./row-columns.js";
import { createPlayingRow } from "./playing-row.js";
import { createRowView } from "./row-view.js";
import { idOf } from "./segment-row.js";
import { createWordMarks } from "./word-marks.js";

/** @typedef {import("../../core/base/scope.js").Scope} Scope */
/** @typedef {import("../../core/sync/transcript-store.js").Store} Store */
/** @typedef {import("./list-rows.js").ListRows} ListRows */
/** @typedef {import("../player/player.js").Player} Player */

const NO_MATCH = "No segment matches the filter. “Clear” shows all segments again.";

/**
 * @param {Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {HTMLElement} options.rail takes the button that follows playback again
 * @param {Store} options.store
 * @param {Player} options.player
 * @param {import("@preact/signals").Signal<number | null>} options.segmentId the selected segment
 * @param {import("@preact/signals").ReadonlySignal<number>} options.threshold words below this probability are marked
 * @param {import("@preact/signals").ReadonlySignal<import("../../core/commands/settings.js").Settings>} options.settings
 * @param {(id: number, anchor: HTMLElement) => void} options.onSpeaker
 */
export function createSegmentList(scope, { element, rail, store, player, segmentId, threshold, settings, onSpeaker }) {
  const empty = document.createElement("div");
  empty.className = "list-empty";
  const body = document.createElement("div");
  body.className = "list-body";
  body.setAttribute("role", "list");
  body.setAttribute("aria-label", "Segments");
  element.append(empty, body);

  const marks = createWordMarks(() => threshold.peek());
  scope.add(() => marks.end());
  const rows = createListRows(scope, { element, body, store, marks });
  let playing = /** @type {() => HTMLElement | null} */ (() => null);
  findFieldsWith((id) => rows.get(id)?.text ?? null);
  const view = createRowView(scope, {
    element,
    atWork() {
      const selected = rows.get(segmentId.peek() ?? -1)?.element ?? null;
      const isTypedIn = selected !== null && selected.contains(document.activeElement);
      return player.playing.peek() && !isTypedIn ? [playing(), selected] : [selected, playing()];
    },
  });
  const filter = createListFilter(scope, { body, store, segmentId, row: (id) => rows.get(id)?.element ?? null, holdPlace: view.holdPlace });
  scope.add(
    effect(() => {
      void threshold.value;
      rows.showMarks();
    }),
  );
  followTranscript(scope, { body, store, rows, filter, hold: view.hold });
  createRowColumns(scope, { body, rows, store, filter, settings });
  showWhyEmpty(scope, { empty, store, player, filter });
  markSelected(scope, { store, rows, view, segmentId });
  const follow = createPlayingRow(scope, { element, rail, store, player, rows, marks, view, focusedText });
  playing = follow.row;
  listenToTyping(scope, { body, store, segmentId });
  listenToClicks(scope, { body, rows, player, segmentId, onSpeaker });

  return {
    focusedText,
    /** The filter of the rows. */
    filter,
    /** Remove the cursor from the text; the segment stays selected. */
    leave() {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
    /**
     * Show a segment and optionally place the cursor in it.
     * @param {number} id
     * @param {{focus?: boolean, scroll?: boolean, offset?: number, selectTo?: number}} options `offset` of the cursor,
     *   and the other end of what is selected
     */
    show(id, { focus = false, scroll = false, offset, selectTo = offset }) {
      const row = rows.get(id);
      if (!row) return;
      if (focus) {
        filter.showRow(id);
        const wasFocused = document.activeElement === row.text;
        row.text.focus({ preventScroll: true });
        const { length } = row.segment.text;
        if (offset !== undefined || !wasFocused) selectBetween(row.text, selectTo ?? length, offset ?? length);
      }
      if (scroll) view.reveal(row.element);
    },
    followAgain: follow.again,
    /** Make all rows now. */
    finish: rows.finish,
    /** Resolves when all rows of the transcript are made. */
    whenMade: rows.whenMade,
    /** Where the rows are in the visible part. */
    view,
    /** Where the speaker of a segment is shown: beside it is the place of the menu. @param {number} id */
    speakerButton(id) {
      const row = rows.get(id);
      return row ? (row.speaker.offsetParent ? row.speaker : row.text) : null;
    },
    /** The rows near the visible part, from top to bottom. */
    nearRows: rows.nearRows,
    /** Call a function when rows came near the visible part. */
    onNear: rows.onNear,
    /** The rows' container. */
    body,
    /** Position of a segment in the transcript. @param {number} id */
    position: (id) => store.transcript.peek().position(id),
    row: (/** @type {number} */ id) => rows.get(id)?.element ?? null,
  };
}

/** @typedef {ReturnType<typeof createSegmentList>} SegmentList */

/** The text with the cursor and the id of its segment. */
function focusedText() {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !focused.classList.contains("seg-text")) return null;
  return { id: idOf(focused.parentElement), element: focused };
}

/**
 * @param {Scope} scope
 * @param {{body: HTMLElement, store: Store, rows: ListRows, filter: import("./list-filter.js").ListFilter, hold: import("./row-view.js").RowView["hold"]}} list
 */
function followTranscript(scope, { body, store, rows, filter, hold }) {
  let speakersShown = store.transcript.peek().speakers;
  scope.add(
    effect(() => {
      const transcript = store.transcript.value;
      const putBack = untracked(hold);
      rows.show(transcript);
      untracked(filter.refresh);
      putBack();
      if (transcript.speakers === speakersShown) return;
      speakersShown = transcript.speakers;
      body.classList.toggle("has-speakers", speakersShown.length > 0);
      rows.showSpeakers();
    }),
  );
}

/**
 * @param {Scope} scope
 * @param {{empty: HTMLElement, store: Store, player: Player, filter: import("./list-filter.js").ListFilter}} list
 */
function showWhyEmpty(scope, { empty, store, player, filter }) {
  scope.add(
    effect(() => {
      const isEmpty = store.isLoaded.value && !store.transcript.value.segments.length;
      const isFilteredOut = !isEmpty && filter.predicate.value !== null && filter.nFitting.value === 0;
      empty.hidden = !isEmpty && !isFilteredOut;
      empty.textContent = isEmpty ? emptyText(player.media.value) : isFilteredOut ? NO_MATCH : "";
    }),
  );
}

/**
 * @param {Scope} scope
 * @param {{store: Store, rows: ListRows, view: import("./row-view.js").RowView, segmentId: import("@preact/signals").Signal<number | null>}} list
 */
function markSelected(scope, { store, rows, view, segmentId }) {
  let selected = /** @type {HTMLElement | null} */ (null);
  scope.add(
    effect(() => {
      void store.transcript.value;
      const next = rows.get(segmentId.value ?? -1)?.element ?? null;
      if (next === selected) return;
      selected?.classList.remove("is-selected");
      next?.classList.add("is-selected");
      view.watch("selected", next);
      selected = next;
    }),
  );
}

/** @param {Pick<import("../../core/sync/api-types.js").Media, "state" | "error">} media */
function emptyText(media) {
  if (media.state === "failed") return media.error ?? "This recording could not be prepared.";
  if (media.error) return `${media.error} To try again, choose “Draft the recording again” in the Draft menu.`;
  if (media.state === "ready") {
    return "No speech was found, or no draft was made. Double-click the timeline to add a segment, import a transcript, or start a draft in the Draft menu.";
  }
  return "The recording is being drafted. The first words will appear here soon.";
}
