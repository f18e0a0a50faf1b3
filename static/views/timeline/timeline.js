/**
 * The timeline: minimap, ruler, waveform and segments on a canvas, and the playhead over it.
 *
 * It draws in an animation frame and only after a change; during playback only the playhead moves. The
 * list of segments is the accessible alternative.
 */

import { computed, effect, signal } from "@preact/signals";

import { clamp } from "../../core/base/numbers.js";
import { Peaks } from "../../core/timeline/peaks.js";
import { createViewport } from "../../core/timeline/viewport.js";
import { createBoard, createSegmentMaker } from "./board.js";
import { createDrawing } from "./drawing.js";
import { createFrame, movePlayheads } from "./frame.js";
import { createGestures } from "./gestures.js";
import { drawDisplayOptions } from "./display-options.js";
import { createWindowHandle } from "./minimap.js";
import { listenToKeys } from "./timeline-keys.js";
import { drawTools } from "./toolbar.js";

/** @typedef {import("../../core/sync/api-types.js").Media} Media */
/** @typedef {import("./paint.js").PaintedSegment} PaintedSegment */
/** @typedef {{startMs: number, endMs: number}} TimeRange */

const JUMP_MS = 400; // a larger step in time is a seek

/**
 * @typedef {object} TimelineContext
 * @property {import("../../core/base/scope.js").Scope} scope
 * @property {TimelineStore} store
 * @property {import("../player/player.js").Player} player
 * @property {{segmentId: {value: number | null, peek(): number | null}, setSegment: (id: number | null, options?: {focus?: boolean, scroll?: boolean}) => void}} selection
 * @property {import("../ui/toasts.js").Toasts} toasts
 * @property {import("./display-options.js").SettingsStore} settingsStore
 */

/**
 * The store's interface for the timeline.
 * @typedef {object} TimelineStore
 * @property {{value: {segments: readonly PaintedSegment[], speakers: readonly {id: string}[]}}} transcript
 * @property {{value: import("./paint.js").Index, peek(): import("./paint.js").Index}} index
 * @property {(ops: import("../../core/document/operations.js").Operation[]) => unknown} apply
 * @property {() => number} newId
 */

/**
 * @param {TimelineContext} context
 * @param {{element: HTMLElement, media: Media}} options
 */
export function createTimeline(context, { element, media }) {
  const { scope, player, selection, settingsStore } = context;
  const parts = createFrame(element, media.title);
  const state = createState(context);
  const { range, lanes, marks, snapTargets, handles, peaks, durationMs } = state;
  const viewport = createViewport({ timeMs: player.timeMs, playing: player.playing, durationMs });
  const { view, follow, centreOn, zoomBy, zoomTo, zoomToFit } = viewport;
  const seek = (/** @type {number} */ ms) => player.seek(clamp(ms, 0, durationMs()));
  const handle = createWindowHandle(scope, { frame: parts.frame, view, durationMs, setView: viewport.setByHand, seek });
  let isLaidOut = false;
  const drawing = createDrawing(scope, {
    element,
    parts,
    settingsStore,
    media: player.media,
    lanes,
    content: () => contentOf(context, state, view.peek()),
    onLayout(layout) {
      handle.place(layout.overview.heightPx);
      viewport.fit(layout.widthPx);
      if (!isLaidOut) viewport.followPlayhead(player.timeMs.peek(), true);
      isLaidOut = layout.widthPx > 0;
    },
  });
  const maker = createSegmentMaker(context, state);

  const timeline = {
    view,
    range,
    follow,
    /** The segment that is being dragged, with the times that it would have. */
    preview: state.preview,
    /** Actions of the keys for spectrogram and channels. */
    lookActions: drawing.looks.actions,
    /** Container beside the buttons for the tools of the selected segment. */
    segmentTools: parts.segmentTools,
    /**
     * Add a lane (see `lanes.js`); the returned function removes it.
     * @param {import("./lanes.js").Lane} lane
     */
    addLane(lane) {
      lanes.value = [...lanes.peek(), lane];
      return () => void (lanes.value = lanes.peek().filter((other) => other !== lane));
    },
    /** Make the timeline higher by the height of strips. */
    reserve: (/** @type {number} */ px) => parts.frame.style.setProperty("--strips", `${px}px`),
    /** Call when the content of a lane has changed. */
    redraw: drawing.invalidate,
    /**
     * Add snap targets for dragged edges, besides neighbours and playhead.
     * @param {import("./gestures.js").SnapTargets} targets
     */
    addSnapTargets: (targets) => void snapTargets.push(targets),
    /**
     * Add handles that can be dragged; they lie above segments.
     * @param {import("./gestures.js").FindHandle} find
     */
    addHandles: (find) => void handles.push(find),
    mark: (/** @type {readonly import("./regions.js").Mark[]} */ next) => void (marks.value = next),
    centreOn,
    zoomBy,
    zoomTo,
    zoomToFit,
    createSegment: maker.createSegment,
    /** The recording has changed: its waveform may be available now. Before that, it is not asked for. */
    update(/** @type {Media} */ next) {
      if (!peaks.peek() && next.peaks.levels > 0) peaks.value = openPeaks(next, durationMs(), drawing.invalidate);
    },
  };

  const board = createBoard(context, { frame: parts, state, viewport, drawing, create: maker.createAt });
  const gestures = createGestures(scope, parts.canvas, board);
  listenToKeys(scope, parts.frame, timeline, { gestures, selection });
  drawTools(scope, parts.tools, timeline);
  drawDisplayOptions(scope, parts.looks, drawing.looks);
  drawAfterChanges(context, { state, viewport, drawing });
  followPlayback(context, { viewport, isBusy: gestures.isBusy });
  movePlayheads(scope, parts, { view, timeMs: player.timeMs, durationMs });
  scope.add(effect(() => timeline.update(player.media.value)));
  timeline.update(media);
  return timeline;
}

/** @typedef {ReturnType<typeof createTimeline>} Timeline */

/** @param {TimelineContext} context */
function createState({ store, player }) {
  const { index, transcript } = store;
  return {
    range: signal(/** @type {TimeRange | null} */ (null)),
    preview: signal(/** @type {import("./paint.js").Scene["preview"]} */ (null)),
    hoveredId: signal(/** @type {number | null} */ (null)),
    marks: signal(/** @type {readonly import("./regions.js").Mark[]} */ ([])),
    lanes: signal(/** @type {readonly import("./lanes.js").Lane[]} */ ([])),
    snapTargets: /** @type {import("./gestures.js").SnapTargets[]} */ ([]),
    handles: /** @type {import("./gestures.js").FindHandle[]} */ ([]),
    peaks: signal(/** @type {Peaks | null} */ (null)),
    speakerIndex: computed(() => new Map(transcript.value.speakers.map((speaker, i) => [speaker.id, i]))),
    /** Until the recording is decoded its length is what the file claims, and text may lie after that. */
    durationMs: () => (player.media.peek().duration ? player.durationMs.peek() : Math.max(player.durationMs.peek(), lastEnd(index.peek()))),
  };
}

/** @typedef {ReturnType<typeof createState>} TimelineState */

/**
 * @param {TimelineContext} context
 * @param {TimelineState} state
 * @param {import("../../core/timeline/geometry.js").Viewport} view
 * @returns {import("./drawing.js").Content}
 */
function contentOf({ store, selection, settingsStore }, state, view) {
  const peaks = state.peaks.peek();
  return {
    view,
    index: store.index.peek(),
    peaks,
    gain: gainOf(peaks),
    durationMs: state.durationMs(),
    speakerIndex: state.speakerIndex.peek(),
    selectedId: selection.segmentId.peek(),
    hoveredId: state.hoveredId.peek(),
    preview: state.preview.peek(),
    range: state.range.peek(),
    marks: state.marks.peek(),
    threshold: settingsStore.settings.peek().doubtPercent / 100,
    lanes: state.lanes.peek(),
  };
}

/** @typedef {{viewport: ReturnType<typeof createViewport>, state: TimelineState, drawing: import("./drawing.js").Drawing}} Drawn */

/**
 * @param {TimelineContext} context
 * @param {Drawn} parts
 */
function drawAfterChanges({ scope, store, player, selection }, { state, viewport, drawing }) {
  const { range, preview, hoveredId, speakerIndex, peaks, marks } = state;
  scope.add(
    effect(() => {
      void [viewport.view.value, range.value, preview.value, hoveredId.value, selection.segmentId.value];
      drawing.request();
    }),
  );
  scope.add(
    effect(() => {
      void [store.index.value, speakerIndex.value, peaks.value, marks.value, player.durationMs.value];
      viewport.fit();
      drawing.invalidate();
    }),
  );
}

/**
 * @param {TimelineContext} context
 * @param {{viewport: ReturnType<typeof createViewport>, isBusy: () => boolean}} parts `isBusy`: a gesture is in progress
 */
function followPlayback({ scope, player }, { viewport, isBusy }) {
  let lastMs = player.timeMs.peek();
  scope.add(
    effect(() => {
      const ms = player.timeMs.value;
      if (!isBusy()) viewport.followPlayhead(ms, Math.abs(ms - lastMs) > JUMP_MS);
      lastMs = ms;
    }),
  );
  scope.add(effect(() => void (player.playing.value && viewport.beginFollowing())));
}

/**
 * @param {Media} media
 * @param {number} durationMs
 * @param {() => void} onLoad
 */
function openPeaks({ id, peaks }, durationMs, onLoad) {
  return new Peaks({
    url: (level) => `/api/v1/media/${id}/peaks/${level}`,
    samplesPerPeak: peaks.samples_per_peak,
    sampleRate: peaks.sample_rate,
    durationMs,
    onLoad,
  });
}

/**
 * Quiet recordings are drawn up to twelve times as high.
 * @param {Peaks | null} peaks
 */
function gainOf(peaks) {
  const loudest = peaks?.loudest();
  return loudest ? clamp(118 / loudest, 1, 12) : 1;
}

/** @param {import("./paint.js").Index} index */
function lastEnd(index) {
  return index.spans.reduce((latest, span) => Math.max(latest, span.endMs), 0);
}
