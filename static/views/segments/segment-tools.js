/** Buttons under the timeline: speech recognition for the selected segment or range. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";
import { withKey } from "../ui/key-labels.js";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {import("../timeline/timeline.js").Timeline} options.timeline
 * @param {import("../editing/actions.js").Selection} options.selection
 * @param {import("../editing/asr-commands.js").AsrCommands} options.asr
 */
export function createSegmentTools(scope, { element, store, timeline, selection, asr }) {
  scope.add(
    effect(() => {
      const segment = store.transcript.value.segment(selection.segmentId.value ?? -1);
      render(html`<${Tools} segment=${segment} range=${timeline.range.value} asr=${asr} />`, element);
    }),
  );
  scope.add(() => render(null, element));
}

/**
 * @param {object} props
 * @param {import("../../core/document/operations.js").Segment | null} props.segment the selected one
 * @param {{startMs: number, endMs: number} | null} props.range selected in the timeline
 * @param {import("../editing/asr-commands.js").AsrCommands} props.asr
 */
function Tools({ segment, range, asr }) {
  if (!segment && !range) return null;
  return html`
    ${!range && segment && html`<span>Segment ${formatClock(segment.startMs, 1)} – ${formatClock(segment.endMs, 1)}</span>`}
    <button class="timeline-tool" title=${withKey("Run speech recognition on this range again", "draft-stretch")} onClick=${asr.draftStretch}>Draft again…</button>
    ${!range && html`<button class="timeline-tool" title=${withKey("Find the times of this segment's words in the audio again", "align")} onClick=${asr.alignSegment}>Realign words</button>`}
  `;
}
