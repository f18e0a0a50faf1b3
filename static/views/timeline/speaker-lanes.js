/**
 * A lane for each speaker, between ruler and waveform. Their image is kept: it is painted again only when segments, speakers, the
 * view or the theme change, and copied otherwise. A click on a turn goes there.
 */

import { effect } from "@preact/signals";

import { forEachBox, laneHeight, overlapsOf, segmentAt } from "../../core/timeline/speaker-lanes.js";
import { msToPx, pxToMs } from "../../core/timeline/geometry.js";
import { N_SPEAKER_COLOURS } from "./colours.js";

/** @typedef {import("./paint.js").Scene} Scene */
/** @typedef {import("./lanes.js").LaneBox} LaneBox */
/** @typedef {import("../../core/document/operations.js").Segment} Segment */

const LABEL_LEAST_PX = 10; // height of a lane that has a place for the name
const LABEL_SHARE = 0.2; // of the width, for a name

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("./timeline.js").Timeline} editor.timeline
 * @param {import("./timeline.js").TimelineContext["selection"]} editor.selection
 * @param {import("@preact/signals").ReadonlySignal<import("../../core/commands/settings.js").Settings>} editor.settings
 * @param {import("@preact/signals").ReadonlySignal<{lowConfidenceOf: (segment: Segment) => number | null}>} editor.confidence
 */
export function createSpeakerLanes(scope, { store, player, timeline, selection, settings, confidence }) {
  const image = createImage();
  const speakers = () => store.transcript.peek().speakers;
  const speakerAt = (/** @type {LaneBox} */ box, /** @type {number} */ yPx) => speakers()[Math.floor(((yPx - box.topPx) / box.heightPx) * speakers().length)];
  const paint = (/** @type {CanvasRenderingContext2D} */ ctx, /** @type {Scene} */ scene, /** @type {LaneBox} */ box) => {
    const names = speakers();
    image.copy(ctx, scene, box, { names, confidence: confidence.peek() });
    const selected = store.transcript.peek().segment(scene.selectedId ?? -1);
    const lane = names.findIndex(({ id }) => id === selected?.speaker);
    if (!selected || lane < 0) return;
    const lanePx = box.heightPx / names.length;
    const leftPx = msToPx(box.view, selected.startMs);
    ctx.strokeStyle = scene.palette.selection;
    ctx.lineWidth = 1.5;
    ctx.strokeRect(leftPx, box.topPx + lane * lanePx + 0.75, Math.max(2, msToPx(box.view, selected.endMs) - leftPx), lanePx - 1.5);
  };
  const add = (/** @type {number} */ heightPx) =>
    timeline.addLane({
      id: "speakers",
      place: "strip",
      heightPx,
      paint,
      tip: (box, _px, yPx) => speakerAt(box, yPx)?.name ?? "",
      press(box, px, yPx) {
        const speaker = speakerAt(box, yPx);
        const segment = speaker && segmentAt(store.index.peek(), box.view, speaker.id, px);
        if (segment) selection.setSegment(segment.id, { scroll: true });
        player.seek(segment ? segment.startMs : pxToMs(box.view, px));
      },
    });

  let shown = { heightPx: 0, remove: () => {} };
  const fit = (/** @type {boolean} */ isOn, /** @type {number} */ nSpeakers) => {
    const heightPx = isOn ? nSpeakers * laneHeight(nSpeakers, innerHeight) : 0;
    if (heightPx === shown.heightPx) return;
    shown.remove();
    timeline.reserve(heightPx);
    shown = { heightPx, remove: heightPx ? add(heightPx) : () => {} };
  };
  scope.add(effect(() => fit(settings.value.speakerLanes, store.transcript.value.speakers.length)));
  scope.listen(window, "resize", () => fit(settings.peek().speakerLanes, speakers().length));
  scope.add(effect(() => void (confidence.value, timeline.redraw())));
}

/** The image of all lanes, kept until what it shows changes. */
function createImage() {
  const canvas = document.createElement("canvas");
  /** @type {readonly unknown[]} */
  let shown = [];
  return {
    /**
     * @param {CanvasRenderingContext2D} ctx
     * @param {Scene} scene
     * @param {LaneBox} box
     * @param {Content} content
     */
    copy(ctx, scene, box, content) {
      const { index, palette, scale } = scene;
      const now = [index, palette, scale, box.view, box.widthPx, box.heightPx, content.names, content.confidence];
      if (now.some((part, i) => part !== shown[i])) {
        shown = now;
        canvas.width = Math.max(1, Math.round(box.widthPx * scale));
        canvas.height = Math.max(1, Math.round(box.heightPx * scale));
        const own = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
        own.setTransform(scale, 0, 0, scale, 0, 0);
        paintAll(own, scene, { ...box, topPx: 0 }, content);
      }
      ctx.drawImage(canvas, 0, box.topPx, box.widthPx, box.heightPx);
    },
  };
}

/** @typedef {{names: readonly {id: string, name: string}[], confidence: {lowConfidenceOf: (segment: Segment) => number | null}}} Content */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {LaneBox} box
 * @param {Content} content
 */
function paintAll(ctx, scene, box, { names, confidence }) {
  const { palette, speakerIndex } = scene;
  const lanePx = box.heightPx / names.length;
  const index = /** @type {import("../../core/document/span-index.js").SpanIndex<Segment>} */ (/** @type {unknown} */ (scene.index));
  ctx.fillStyle = palette.background;
  ctx.fillRect(0, 0, box.widthPx, box.heightPx);
  ctx.fillStyle = palette.raised;
  for (let lane = 0; lane < names.length; lane += 2) ctx.fillRect(0, lane * lanePx, box.widthPx, lanePx);
  forEachBox(index, box.view, speakerIndex, ({ lane, leftPx, rightPx, segment }) => {
    const place = { leftPx, widthPx: Math.max(1, rightPx - leftPx - (rightPx - leftPx > 4 ? 1 : 0)), topPx: lane * lanePx + 1, heightPx: lanePx - 2 };
    ctx.fillStyle = ctx.strokeStyle = palette.speakers[lane % N_SPEAKER_COLOURS];
    if (place.widthPx > 4 && confidence.lowConfidenceOf(segment) !== null) paintLowConfidence(ctx, place);
    else ctx.fillRect(place.leftPx, place.topPx, place.widthPx, place.heightPx);
    if (place.widthPx > 4) paintOverlaps(ctx, { box, index, segment, topPx: place.topPx, colour: palette.text });
  });
  if (lanePx >= LABEL_LEAST_PX) paintNames(ctx, scene, box, names);
}

/**
 * A turn with low confidence is hollow.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {{leftPx: number, widthPx: number, topPx: number, heightPx: number}} place
 */
function paintLowConfidence(ctx, { leftPx, widthPx, topPx, heightPx }) {
  ctx.globalAlpha = 0.2;
  ctx.fillRect(leftPx, topPx, widthPx, heightPx);
  ctx.globalAlpha = 1;
  ctx.lineWidth = 1;
  ctx.setLineDash([3, 2]);
  ctx.strokeRect(leftPx + 0.5, topPx + 0.5, widthPx - 1, heightPx - 1);
  ctx.setLineDash([]);
}

/**
 * Where others speak at the same time, a line lies over the turn.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {{box: LaneBox, index: import("../../core/document/span-index.js").SpanIndex<Segment>, segment: Segment, topPx: number, colour: string}} options
 */
function paintOverlaps(ctx, { box, index, segment, topPx, colour }) {
  ctx.fillStyle = colour;
  for (const { startMs, endMs } of overlapsOf(index, segment)) {
    const leftPx = msToPx(box.view, startMs);
    ctx.fillRect(leftPx, topPx, Math.max(1, msToPx(box.view, endMs) - leftPx), 2);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {LaneBox} box
 * @param {Content["names"]} names
 */
function paintNames(ctx, { palette }, box, names) {
  const lanePx = box.heightPx / names.length;
  ctx.font = palette.font.replace(/^[\d.]+px/, `${Math.min(11, lanePx - 2)}px`);
  ctx.textBaseline = "middle";
  names.forEach(({ id, name }, lane) => {
    const text = shorten(ctx, name || id, LABEL_SHARE * box.widthPx);
    const topPx = lane * lanePx;
    ctx.globalAlpha = 0.72; // a turn under the name can still be seen
    ctx.fillStyle = palette.background;
    ctx.fillRect(0, topPx, ctx.measureText(text).width + 8, lanePx);
    ctx.globalAlpha = 1;
    ctx.fillStyle = palette.text;
    ctx.fillText(text, 4, topPx + lanePx / 2 + 0.5);
  });
}

/** @param {CanvasRenderingContext2D} ctx @param {string} text @param {number} widthPx */
function shorten(ctx, text, widthPx) {
  const { width } = ctx.measureText(text);
  return width <= widthPx ? text : `${[...text].slice(0, Math.max(1, Math.floor(([...text].length * widthPx) / width) - 1)).join("")}…`;
}
