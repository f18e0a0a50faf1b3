/** Rows in blocks: only blocks near the visible part of the page have their rows, the others are empty and as high. */

import { html } from "htm/preact";
import { signal } from "@preact/signals";

const BLOCK_ROWS = 25;
const ROW_PX = 46; // of a row that was not drawn yet
const MARGIN = "600px 0px"; // drawn above and below what is visible

/** @param {import("../../core/base/scope.js").Scope} scope */
export function createRowWindow(scope) {
  const near = signal(/** @type {ReadonlySet<number>} */ (new Set([0])));
  const heights = new Map();
  const elements = new Map();
  const observer = new IntersectionObserver((entries) => {
    const next = new Set(near.peek());
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      const { block, name } = /** @type {HTMLElement} */ (target).dataset;
      if (isIntersecting) next.add(Number(block));
      else if (!target.contains(document.activeElement) && next.delete(Number(block))) heights.set(name, boundingClientRect.height);
    }
    near.value = next;
  }, { rootMargin: MARGIN });
  scope.add(() => observer.disconnect());

  /** One function for each block: with a new one at each drawing the block would be observed from the start. */
  const watchOf = (/** @type {number} */ block) => (/** @type {Element | null} */ element) => {
    if (elements.has(block)) observer.unobserve(elements.get(block));
    if (element) observer.observe(element);
    if (element) elements.set(block, element);
    else elements.delete(block);
  };
  const watches = /** @type {((element: Element | null) => void)[]} */ ([]);

  /**
   * Table bodies for the rows.
   *
   * @template {{id: string}} T
   * @param {readonly T[]} rows
   * @param {number} nColumns
   * @param {(row: T, index: number) => unknown} draw
   */
  return (rows, nColumns, draw) =>
    Array.from({ length: Math.ceil(rows.length / BLOCK_ROWS) }, (_, block) => {
      const first = block * BLOCK_ROWS;
      const inside = rows.slice(first, first + BLOCK_ROWS);
      const name = `${inside[0].id}/${inside.length}`;
      const height = heights.get(name) ?? inside.length * ROW_PX;
      watches[block] ??= watchOf(block);
      return html`<tbody role="rowgroup" key=${block} ref=${watches[block]} data-block=${block} data-name=${name}>
        ${near.value.has(block)
          ? inside.map((row, n) => draw(row, first + n))
          : html`<tr class="row-space" aria-hidden="true"><td colspan=${nColumns} style=${{ height: `${height}px` }}></td></tr>`}
      </tbody>`;
    });
}

/** @typedef {ReturnType<typeof createRowWindow>} RowWindow */
