/** Marks the row and the word being played, and lets the list follow playback. */

import { effect } from "@preact/signals";

import { wordAt } from "../../core/editing/operations-at.js";
import { createFollow } from "./follow-playback.js";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element the scroll container
 * @param {HTMLElement} options.rail
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {import("../player/player.js").Player} options.player
 * @param {import("./list-rows.js").ListRows} options.rows
 * @param {ReturnType<typeof import("./word-marks.js").createWordMarks>} options.marks
 * @param {import("./row-view.js").RowView} options.view
 * @param {() => {element: HTMLElement} | null} options.focusedText
 */
export function createPlayingRow(scope, { element, rail, store, player, rows, marks, view, focusedText }) {
  let activeId = -1;
  let marked = { id: -1, word: -1, segment: /** @type {import("../../core/document/operations.js").Segment | null} */ (null) };
  const playingRow = () => rows.get(activeId)?.element ?? null;
  const follow = createFollow(scope, { element, rail, player, playingRow, view });

  /** Playback scrolls unless the user is typing in another row. */
  const mayScroll = (/** @type {HTMLElement} */ text) => {
    const focused = focusedText();
    return !focused || focused.element === text || !store.typing.peek();
  };
  const activate = (/** @type {number} */ id) => {
    if (id === activeId) return;
    rows.get(activeId)?.element.classList.remove("is-active");
    activeId = id;
    const row = rows.get(id);
    row?.element.classList.add("is-active");
    view.watch("playing", row?.element ?? null);
    if (row && player.playing.peek() && mayScroll(row.text)) follow.to(row.element);
  };
  const show = (/** @type {number} */ ms) => {
    const segment = store.index.value.at(ms);
    activate(segment?.id ?? -1);
    const word = segment ? wordAt(segment.words, ms) : -1;
    if (activeId === marked.id && word === marked.word && segment === marked.segment) return;
    marked = { id: activeId, word, segment };
    marks.showPlaying(segment, rows.get(activeId)?.text ?? null, word);
  };
  scope.add(effect(() => show(player.timeMs.value)));
  return { again: follow.again, row: playingRow };
}
