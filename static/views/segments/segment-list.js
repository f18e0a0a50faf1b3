/**
 * The list of segments: time, speaker and text of each, edited in place.
 *
 * Rows are in groups with `content-visibility: auto` on the group. This keeps typing fast with thousands
 * of rows and leaves all rows to find-in-page and screen readers. A change of the transcript updates
 * only the rows that differ; text that is being typed is never overwritten.
 */

import { effect, untracked } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";
import { wordAt } from "../../core/editing/operations-at.js";
import { caretOffset, setCaret, textOf } from "../ui/caret.js";
import { createFollow } from "./follow-playback.js";
import { createListFilter } from "./list-filter.js";
import { createWordMarks } from "./word-marks.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {import("../../core/document/operations.js").Transcript} Transcript */
/** @typedef {import("../editing/actions.js").Selection} Selection */

const GROUP_ROWS = 64;
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

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {import("../player/player.js").Player} options.player
 * @param {import("@preact/signals").Signal<number | null>} options.segmentId the selected segment
 * @param {import("@preact/signals").ReadonlySignal<number>} options.threshold words below this probability are marked
 * @param {(id: number, anchor: HTMLElement) => void} options.onSpeaker
 */
export function createSegmentList(scope, { element, store, player, segmentId, threshold, onSpeaker }) {
  const marks = createWordMarks(() => threshold.peek());
  const template = rowTemplate();
  /** @type {Map<number, Row>} */
  const rows = new Map();
  /** @type {readonly Segment[]} */
  let shown = [];
  let activeId = -1;

  const empty = document.createElement("div");
  empty.className = "list-empty";
  const body = document.createElement("div");
  body.className = "list-body";
  body.setAttribute("role", "list");
  body.setAttribute("aria-label", "Segments");
  element.append(empty, body);

  const nearby = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) nearby.add(target);
        else nearby.delete(target);
        for (const child of target.children) {
          const row = rows.get(idOf(child));
          if (!row) continue;
          if (isIntersecting) marks.showLowConfidence(row.segment, row.text);
          else marks.forget(row.segment.id);
        }
      }
    },
    { root: element, rootMargin: "400px" },
  );

  const newGroup = (/** @type {Element | null} */ after) => {
    const group = document.createElement("div");
    group.className = "seg-group";
    group.setAttribute("role", "presentation");
    if (after) after.after(group);
    else body.prepend(group);
    observer.observe(group);
    return group;
  };
  const dropGroup = (/** @type {Element} */ group) => {
    observer.unobserve(group);
    nearby.delete(group);
    group.remove();
  };
  const makeRow = (/** @type {Segment} */ segment) => {
    const made = /** @type {HTMLElement} */ (template.cloneNode(true));
    const [time, speaker, text] = made.children;
    /** @type {Row} */
    const row = {
      segment,
      element: made,
      time: /** @type {HTMLButtonElement} */ (time),
      speaker: /** @type {HTMLButtonElement} */ (speaker),
      text: /** @type {HTMLElement} */ (text),
      label: "\0",
    };
    made.dataset.id = String(segment.id);
    rows.set(segment.id, row);
    fill(row, segment, null);
    return row;
  };
  const fill = (/** @type {Row} */ row, /** @type {Segment} */ segment, /** @type {Segment | null} */ before) => {
    row.segment = segment;
    if (before?.startMs !== segment.startMs || before.endMs !== segment.endMs) {
      row.time.textContent = formatClock(segment.startMs, 1);
      row.time.title = `${formatClock(segment.startMs, 2)} to ${formatClock(segment.endMs, 2)}. Click: play from here`;
      row.text.setAttribute("aria-label", `Text at ${formatClock(segment.startMs)}`);
    }
    if (before?.status !== segment.status) row.element.dataset.status = segment.status;
    if (before?.isFlagged !== segment.isFlagged) {
      row.element.classList.toggle("is-flagged", segment.isFlagged === true);
      row.time.setAttribute("aria-label", `${segment.isFlagged ? "Flagged. " : ""}Play from ${formatClock(segment.startMs, 1)}`);
    }
    showSpeaker(row);
    const isTyping = store.typing.peek()?.id === segment.id;
    if (!isTyping && before?.text !== segment.text && textOf(row.text) !== segment.text) {
      row.text.textContent = segment.text;
    }
    if (row.element.parentElement && nearby.has(row.element.parentElement)) marks.showLowConfidence(segment, row.text);
  };
  const showSpeaker = (/** @type {Row} */ row) => {
    const { speakers } = store.transcript.peek();
    const at = speakers.findIndex((speaker) => speaker.id === row.segment.speaker);
    const label = at < 0 ? "" : speakers[at].name || speakers[at].id;
    if (row.label === `${at} ${label}`) return;
    row.label = `${at} ${label}`;
    row.speaker.textContent = label || "Speaker";
    row.speaker.classList.toggle("is-nobody", at < 0);
    row.speaker.setAttribute("aria-label", label ? `Speaker ${label}` : "No speaker");
    row.speaker.dataset.colour = at < 0 ? "" : String((at % N_COLOURS) + 1);
  };

  /** Synchronize the rows with the transcript: equal rows at both ends stay, the middle is rebuilt. */
  const show = (/** @type {Transcript} */ transcript) => {
    const next = transcript.segments;
    const shortest = Math.min(shown.length, next.length);
    let head = 0;
    while (head < shortest && shown[head].id === next[head].id) head++;
    let tail = 0;
    while (tail < shortest - head && shown.at(-1 - tail)?.id === next.at(-1 - tail)?.id) tail++;
    const kept = new Set(next.slice(head, next.length - tail).map((segment) => segment.id));
    const focused = document.activeElement;
    for (const segment of shown.slice(head, shown.length - tail)) {
      if (!kept.has(segment.id)) removeRow(segment.id);
    }
    let previous = head > 0 ? rows.get(next[head - 1].id)?.element ?? null : null;
    for (let i = head; i < next.length - tail; i++) {
      const row = rows.get(next[i].id) ?? makeRow(next[i]);
      place(row.element, previous);
      previous = row.element;
    }
    for (const segment of next) {
      const row = rows.get(segment.id);
      if (row && row.segment !== segment) fill(row, segment, row.segment);
    }
    shown = next;
    if (focused instanceof HTMLElement && focused !== document.activeElement && focused.isConnected) focused.focus();
    element.dataset.rows = String(next.length);
  };
  const removeRow = (/** @type {number} */ id) => {
    const row = rows.get(id);
    const group = row?.element.parentElement;
    marks.forget(id);
    row?.element.remove();
    rows.delete(id);
    if (group && !group.children.length) dropGroup(group);
  };
  const place = (/** @type {HTMLElement} */ row, /** @type {HTMLElement | null} */ previous) => {
    if (previous ? previous.nextElementSibling === row : row === body.firstElementChild?.firstElementChild) return;
    const old = row.parentElement;
    if (!previous) (body.firstElementChild ?? newGroup(null)).prepend(row);
    else {
      const group = /** @type {HTMLElement} */ (previous.parentElement);
      if (group.children.length < 2 * GROUP_ROWS && (group.lastElementChild !== previous || group.children.length < GROUP_ROWS)) {
        previous.after(row);
      } else if (group.lastElementChild === previous) {
        const following = group.nextElementSibling;
        if (following && following.children.length < GROUP_ROWS) following.prepend(row);
        else newGroup(group).append(row);
      } else {
        const half = newGroup(group);
        half.append(...[...group.children].slice([...group.children].indexOf(previous) + 1));
        previous.after(row);
      }
    }
    if (old && !old.children.length) dropGroup(old);
  };

  const filter = createListFilter(scope, { body, store, segmentId, row: (id) => rows.get(id)?.element ?? null });
  scope.add(
    effect(() => {
      void threshold.value;
      for (const group of nearby) {
        for (const child of group.children) {
          const row = rows.get(idOf(child));
          if (row) marks.showLowConfidence(row.segment, row.text);
        }
      }
    }),
  );
  let speakersShown = store.transcript.peek().speakers;
  scope.add(
    effect(() => {
      const transcript = store.transcript.value;
      show(transcript);
      untracked(filter.refresh);
      if (transcript.speakers !== speakersShown) {
        speakersShown = transcript.speakers;
        body.classList.toggle("has-speakers", speakersShown.length > 0);
        for (const row of rows.values()) showSpeaker(row);
      }
    }),
  );
  scope.add(
    effect(() => {
      const isEmpty = store.isLoaded.value && !store.transcript.value.segments.length;
      empty.hidden = !isEmpty;
      empty.textContent = isEmpty ? emptyText(player.media.value) : "";
    }),
  );

  let selectedRow = /** @type {HTMLElement | null} */ (null);
  scope.add(
    effect(() => {
      void store.transcript.value;
      const next = rows.get(segmentId.value ?? -1)?.element ?? null;
      if (next === selectedRow) return;
      selectedRow?.classList.remove("is-selected");
      next?.classList.add("is-selected");
      selectedRow = next;
    }),
  );
  /** Playback scrolls unless the user is typing in another row. */
  const mayScroll = (/** @type {Row} */ row) => {
    const focused = focusedText();
    return !focused || focused.element === row.text || !store.typing.peek();
  };
  /** Rows far away have estimated heights, so scroll again once they are rendered. */
  const reveal = (/** @type {HTMLElement} */ row, /** @type {ScrollLogicalPosition} */ block) => {
    if (row.hidden) return; // by the filter: playback includes hidden segments
    const box = row.getBoundingClientRect();
    const frame = element.getBoundingClientRect();
    if (box.top >= frame.top && box.bottom <= frame.bottom) return;
    const isFar = box.bottom < frame.top - frame.height || box.top > frame.bottom + frame.height;
    row.scrollIntoView({ block: isFar ? "center" : block });
    if (isFar) requestAnimationFrame(() => row.scrollIntoView({ block: "center" }));
  };

  const focusedText = () => {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || !focused.classList.contains("seg-text")) return null;
    return { id: idOf(focused.parentElement), element: focused };
  };

  const follow = createFollow(scope, {
    element,
    player,
    playingRow: () => rows.get(activeId)?.element ?? null,
    reveal: (row) => reveal(row, "nearest"),
  });
  /** @type {string} */
  let marked = "";
  const followPlayback = (/** @type {number} */ ms) => {
    const segment = store.index.value.at(ms);
    const row = segment ? rows.get(segment.id) : undefined;
    if ((segment?.id ?? -1) !== activeId) {
      rows.get(activeId)?.element.classList.remove("is-active");
      row?.element.classList.add("is-active");
      activeId = segment?.id ?? -1;
      if (row && player.playing.peek() && mayScroll(row)) follow.to(row.element);
    }
    const word = segment ? wordAt(segment.words, ms) : -1;
    const key = `${activeId} ${word} ${segment?.text.length ?? 0}`;
    if (key === marked) return;
    marked = key;
    marks.showPlaying(segment, row?.text ?? null, word);
  };
  scope.add(effect(() => followPlayback(player.timeMs.value)));

  scope.listen(body, "input", (/** @type {InputEvent} */ event) => {
    const text = /** @type {HTMLElement} */ (event.target);
    store.type(idOf(text.parentElement), textOf(text), { caret: caretOffset(text), inserted: event.data });
  });
  scope.listen(body, "beforeinput", (/** @type {InputEvent} */ event) => {
    // The browser's undo does not know splits and merges; the editor's undo has the same keys.
    if (event.inputType === "historyUndo" || event.inputType === "historyRedo") event.preventDefault();
  });
  scope.listen(body, "focusin", (/** @type {FocusEvent} */ event) => {
    const text = /** @type {HTMLElement} */ (event.target);
    if (text.classList.contains("seg-text")) segmentId.value = idOf(text.parentElement);
  });
  scope.listen(body, "focusout", () => store.commitTyping());
  scope.listen(body, "dragover", (/** @type {DragEvent} */ event) => event.preventDefault());
  scope.listen(body, "click", (/** @type {MouseEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = rows.get(idOf(target.closest(".seg")));
    if (!row) return;
    segmentId.value = row.segment.id;
    if (target.closest(".seg-time")) {
      player.seek(row.segment.startMs);
      player.play();
    } else if (target.closest(".seg-speaker")) onSpeaker(row.segment.id, row.speaker);
    else if (!player.underWay.peek()) seekToClick(row);
  });
  const seekToClick = (/** @type {Row} */ row) => {
    const isHere = player.timeMs.peek() >= row.segment.startMs && player.timeMs.peek() < row.segment.endMs;
    if (!isHere) player.seek(row.segment.startMs);
  };
  scope.add(() => {
    observer.disconnect();
    marks.end();
  });

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
     * @param {{focus?: boolean, scroll?: boolean, offset?: number}} options `offset` of the cursor
     */
    show(id, { focus = false, scroll = false, offset }) {
      const row = rows.get(id);
      if (!row) return;
      if (focus) {
        const wasFocused = document.activeElement === row.text;
        row.text.focus({ preventScroll: true });
        if (offset !== undefined || !wasFocused) setCaret(row.text, offset ?? row.segment.text.length);
      }
      if (scroll) reveal(row.element, "nearest");
    },
    followAgain: follow.again,
    speakerButton: (/** @type {number} */ id) => rows.get(id)?.speaker ?? null,
    row: (/** @type {number} */ id) => rows.get(id)?.element ?? null,
  };
}

/** @typedef {ReturnType<typeof createSegmentList>} SegmentList */

function rowTemplate() {
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

/** @param {Element | null} row */
function idOf(row) {
  return Number(/** @type {HTMLElement | null} */ (row)?.dataset.id ?? -1);
}

/** @param {any} media */
function emptyText(media) {
  if (media.state === "failed") return media.error ?? "This recording could not be prepared.";
  if (media.error) return `${media.error} To try again, choose “Draft the recording again” in the Draft menu.`;
  if (media.state === "ready") {
    return "No speech was found, or no draft was made. Double-click the timeline to add a segment, import a transcript, or start a draft in the Draft menu.";
  }
  return "The recording is being drafted. The first words will appear here soon.";
}
