/**
 * Marks on words of the list, drawn by the CSS Custom Highlight API, so that the text stays one
 * node that can be edited: `::highlight(playing)`, `::highlight(doubtful)`, and over the latter, on
 * the worst of its words, `::highlight(very-doubtful)`.
 */

import { lowConfidenceWords } from "../../core/review/confidence.js";
import { locateWords } from "../../core/editing/operations-at.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */

/** @param {() => number} threshold a word below this probability is marked */
export function createWordMarks(threshold) {
  const isKnown = typeof Highlight === "function" && "highlights" in CSS;
  const playing = isKnown ? new Highlight() : null;
  const doubtful = isKnown ? new Highlight() : null;
  const veryDoubtful = isKnown ? new Highlight() : null;
  if (playing && doubtful && veryDoubtful) {
    playing.priority = 2;
    veryDoubtful.priority = 1;
    CSS.highlights.set("very-doubtful", veryDoubtful);
    CSS.highlights.set("doubtful", doubtful);
    CSS.highlights.set("playing", playing);
  }
  /** @type {Map<number, Range[]>} */
  const ofSegment = new Map();

  const forget = (/** @type {number} */ id) => {
    for (const range of ofSegment.get(id) ?? []) {
      doubtful?.delete(range);
      veryDoubtful?.delete(range);
    }
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
      if (!doubtful || !veryDoubtful || node?.nodeType !== Node.TEXT_NODE || node.textContent !== segment.text) return;
      const ranges = lowConfidenceWords(segment, threshold()).map((word) => {
        const range = rangeOf(node, word);
        doubtful.add(range);
        if (word.degree === 2) veryDoubtful.add(range);
        return range;
      });
      if (ranges.length) ofSegment.set(segment.id, ranges);
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
      CSS.highlights.delete("very-doubtful");
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
