/** Marks hits in the visible texts of the list: `::highlight(found)` and `::highlight(found-now)`. */

import { effect } from "@preact/signals";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.element the list's frame
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/editing/find-state.js").Finding} editor.finding
 */
export function createFoundMarks(scope, { element, store, finding }) {
  const isKnown = typeof Highlight === "function" && "highlights" in CSS;
  const found = isKnown ? new Highlight() : null;
  const now = isKnown ? new Highlight() : null;
  if (found && now) {
    found.priority = 2;
    now.priority = 3;
    CSS.highlights.set("found", found);
    CSS.highlights.set("found-now", now);
  }
  /** @type {Map<number, import("../../core/editing/find-worker.js").Hit[]>} */
  let bySegment = new Map();
  let isScheduled = false;

  const draw = () => {
    isScheduled = false;
    found?.clear();
    now?.clear();
    if (!bySegment.size) return;
    const current = finding.hits.peek()[finding.current.peek()];
    for (const row of rowsInView(element)) {
      const hits = bySegment.get(Number(row.dataset.id));
      const text = row.querySelector(".seg-text");
      const node = text?.firstChild;
      if (!hits || node?.nodeType !== Node.TEXT_NODE) continue;
      // Text that is being typed is searched at the next pause.
      if (node.textContent !== finding.searched()?.segment(hits[0].id)?.text) continue;
      for (const hit of hits) {
        const range = new StaticRange({ startContainer: node, startOffset: hit.from, endContainer: node, endOffset: hit.to });
        (hit === current ? now : found)?.add(range);
      }
    }
  };
  const drawSoon = () => {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(draw);
  };
  scope.add(
    effect(() => {
      bySegment = new Map();
      for (const hit of finding.hits.value) {
        const known = bySegment.get(hit.id);
        if (known) known.push(hit);
        else bySegment.set(hit.id, [hit]);
      }
      drawSoon();
    }),
  );
  scope.add(
    effect(() => {
      void [finding.current.value, store.transcript.value];
      drawSoon();
    }),
  );
  scope.listen(element, "scroll", () => bySegment.size && drawSoon(), { passive: true });
  scope.add(() => {
    if (!isKnown) return;
    CSS.highlights.delete("found");
    CSS.highlights.delete("found-now");
  });
  return { draw: drawSoon };
}

/**
 * Rows in view or near it. Checked by group, because rows far away have no layout.
 *
 * @param {HTMLElement} element
 * @returns {HTMLElement[]}
 */
export function rowsInView(element) {
  const frame = element.getBoundingClientRect();
  const near = (/** @type {Element} */ one) => {
    const box = one.getBoundingClientRect();
    return box.bottom > frame.top - 200 && box.top < frame.bottom + 200;
  };
  const groups = element.querySelector(".list-body")?.children ?? []; // a search for them would visit all rows
  return [...groups].filter(near).flatMap((group) => /** @type {HTMLElement[]} */ ([...group.children]).filter(near));
}
