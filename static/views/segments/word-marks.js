/**
 * Marks on words of the list, drawn with the CSS Custom Highlight API so that the text stays one editable
 * node: `::highlight(playing)` for the current word, `::highlight(low-confidence)` for low-confidence words and,
 * on top, `::highlight(lowest-confidence)` for those with the lowest confidence.
 */

import { lowConfidenceWords } from "../../core/review/confidence.js";
import { locateWords } from "../../core/editing/operations-at.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */

/** @param {() => number} threshold a word below this probability is marked */
export function createWordMarks(threshold) {
  const isKnown = typeof Highlight === "function" && "highlights" in CSS;
  const playing = isKnown ? new Highlight() : null;
  const lowConfidence = isKnown ? new Highlight() : null;
  const lowestConfidence = isKnown ? new Highlight() : null;
  if (playing && lowConfidence && lowestConfidence) {
    playing.priority = 2;
    lowestConfidence.priority = 1;
    CSS.highlights.set("lowest-confidence", lowestConfidence);
    CSS.highlights.set("low-confidence", lowConfidence);
    CSS.highlights.set("playing", playing);
  }
  /** @type {Map<number, Range[]>} */
  const ofSegment = new Map();

  const forget = (/** @type {number} */ id) => {
    for (const range of ofSegment.get(id) ?? []) {
      lowConfidence?.delete(range);
      lowestConfidence?.delete(range);
    }
    ofSegment.delete(id);
  };
  return {
    /**
     * Mark a segment's low-confidence words; earlier marks in it are removed.
     * @param {Segment} segment
     * @param {HTMLElement} element that shows its text
     */
    showLowConfidence(segment, element) {
      forget(segment.id);
      const node = element.firstChild;
      if (!lowConfidence || !lowestConfidence || node?.nodeType !== Node.TEXT_NODE || node.textContent !== segment.text) return;
      const ranges = lowConfidenceWords(segment, threshold()).map((word) => {
        const range = rangeOf(node, word);
        lowConfidence.add(range);
        if (word.degree === 2) lowestConfidence.add(range);
        return range;
      });
      if (ranges.length) ofSegment.set(segment.id, ranges);
    },
    forget,
    /**
     * Mark the word being played; null for none.
     * @param {Segment | null} segment
     * @param {HTMLElement | null} element
     * @param {number} wordIndex
     */
    showPlaying(segment, element, wordIndex) {
      playing?.clear();
      const node = element?.firstChild;
      if (!segment || wordIndex < 0 || node?.nodeType !== Node.TEXT_NODE) return;
      if (node.textContent !== segment.text) return; // the user is typing in it
      const place = locateWords(segment.text, segment.words)[wordIndex];
      if (place) playing?.add(rangeOf(node, place));
    },
    end() {
      if (!isKnown) return;
      CSS.highlights.delete("low-confidence");
      CSS.highlights.delete("lowest-confidence");
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
