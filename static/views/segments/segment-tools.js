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
      const preview = timeline.preview.value;
      const dragged = preview && store.transcript.value.segment(preview.id) ? preview : null;
      render(html`<${Tools} times=${dragged ?? segment} range=${timeline.range.value} asr=${asr} create=${timeline.createSegment} />`, element);
    }),
  );
  scope.add(() => render(null, element));
}

/**
 * The same buttons in the same places for every selection.
 *
 * @param {object} props
 * @param {{startMs: number, endMs: number} | null | undefined} props.times of the segment that is dragged, else of the selected one
 * @param {{startMs: number, endMs: number} | null} props.range selected in the timeline
 * @param {import("../editing/asr-commands.js").AsrCommands} props.asr
 * @param {() => void} props.create
 */
function Tools({ times, range, asr, create }) {
  const shown = range ?? times;
  const text = shown ? `${range ? "Range" : "Segment"} ${formatClock(shown.startMs, 1)} – ${formatClock(shown.endMs, 1)}` : "Nothing selected";
  return html`
    <span class="segment-span">${text}</span>
    <button class="timeline-tool" disabled=${!shown} title=${withKey("Run speech recognition on this range again", "draft-again")} onClick=${asr.draftAgain}>Draft again…</button>
    ${range
      ? html`<button class="timeline-tool is-main is-second" title="New segment here (Enter)" onClick=${create}>New segment here</button>`
      : html`<button class="timeline-tool is-second" disabled=${!times} title=${withKey("Find the times of this segment's words in the audio again", "align")} onClick=${asr.alignSegment}>Realign words</button>`}
  `;
}
