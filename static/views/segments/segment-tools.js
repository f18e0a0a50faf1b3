/** What the machine can do for the selected segment or range, as buttons under the timeline. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {import("../timeline/timeline.js").Timeline} options.timeline
 * @param {import("../editing/actions.js").Selection} options.selection
 * @param {import("../editing/asr-commands.js").Machine} options.machine
 */
export function createSegmentTools(scope, { element, store, timeline, selection, machine }) {
  scope.add(
    effect(() => {
      const segment = store.transcript.value.segment(selection.segmentId.value ?? -1);
      render(html`<${Tools} segment=${segment} range=${timeline.range.value} machine=${machine} />`, element);
    }),
  );
  scope.add(() => render(null, element));
}

/** @param {any} props */
function Tools({ segment, range, machine }) {
  if (!segment && !range) return null;
  return html`
    ${!range && html`<span>Segment ${formatClock(segment.startMs, 1)} – ${formatClock(segment.endMs, 1)}</span>`}
    <button class="tl-tool" title="The machine listens to this stretch again (Alt+R)" onClick=${machine.draftStretch}>Draft again…</button>
    ${!range && html`<button class="tl-tool" title="The machine finds out anew when each word of this segment is spoken (Alt+W)" onClick=${machine.alignSegment}>Align words</button>`}
  `;
}
