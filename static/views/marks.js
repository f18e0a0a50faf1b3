/**
 * Marks on words of the list, drawn by the CSS Custom Highlight API, so that the text stays one
 * node that can be edited: `::highlight(playing)` and `::highlight(doubtful)`.
 */

import { locateWords } from "../core/editing.js";

/** @typedef {import("../core/document.js").Segment} Segment */

export const DOUBTFUL = 0.5; // a word below this probability is marked

export function createMarks() {
  const isKnown = typeof Highlight === "function" && "highlights" in CSS;
  const playing = isKnown ? new Highlight() : null;
  const doubtful = isKnown ? new Highlight() : null;
  if (playing && doubtful) {
    playing.priority = 1;
    CSS.highlights.set("doubtful", doubtful);
    CSS.highlights.set("playing", playing);
  }
  /** @type {Map<number, Range[]>} */
  const ofSegment = new Map();

  const forget = (/** @type {number} */ id) => {
    for (const range of ofSegment.get(id) ?? []) doubtful?.delete(range);
    ofSegment.delete(id);
  };
  return {
    /**
     * Mark a segment's doubtful words; what was marked in it before is forgotten.
     * @param {Segment} segment
     * @param {HTMLElement} element that shows its text
     */
    showDoubt(segment, element) {
      forget(segment.id);
      const node = element.firstChild;
      if (!doubtful || node?.nodeType !== Node.TEXT_NODE || node.textContent !== segment.text) return;
      /** @type {Range[]} */
      const ranges = [];
      locateWords(segment.text, segment.words).forEach((place, i) => {
        const { probability } = segment.words[i];
        if (place && probability !== null && probability < DOUBTFUL) ranges.push(rangeOf(node, place));
      });
      if (!ranges.length) return;
      for (const range of ranges) doubtful.add(range);
      ofSegment.set(segment.id, ranges);
    },
    forget,
    /**
     * Mark the word that sounds; null for none.
     * @param {Segment | null} segment
     * @param {HTMLElement | null} element
     * @param {number} wordIndex
     */
    showPlaying(segment, element, wordIndex) {
      playing?.clear();
      const node = element?.firstChild;
      if (!segment || wordIndex < 0 || node?.nodeType !== Node.TEXT_NODE) return;
      if (node.textContent !== segment.text) return; // being typed in
      const place = locateWords(segment.text, segment.words)[wordIndex];
      if (place) playing?.add(rangeOf(node, place));
    },
    end() {
      if (!isKnown) return;
      CSS.highlights.delete("doubtful");
      CSS.highlights.delete("playing");
    },
  };
}

/**
 * @param {Node} node
 * @param {{from: number, to: number}} place
 */
function rangeOf(node, { from, to }) {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  return range;
}
