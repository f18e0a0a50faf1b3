/**
 * Pointer gestures on the timeline: scrub, seek, select a range, drag segments and their edges, move and
 * resize the minimap's window, scroll and zoom. All changes go through the `board`.
 */

import { clamp } from "../../core/base/numbers.js";
import { firstAtOrAfter } from "../../core/document/span-index.js";
import { dragTimes, gripAt, pxToMs } from "../../core/timeline/geometry.js";
import { resizeWindow, windowGrip } from "../../core/timeline/minimap.js";
import { guideOf } from "../../core/timeline/snapping.js";

/** @typedef {import("../../core/timeline/geometry.js").Grip} Grip */
/** @typedef {import("./paint.js").PaintedSegment} PaintedSegment */
/** @typedef {{startMs: number, endMs: number}} TimeRange */

/**
 * Snap targets near a drag. Called once, when the drag begins.
 * @typedef {(drag: {segment: PaintedSegment, grip: Grip, view: import("../../core/timeline/geometry.js").Viewport}) => readonly number[]} SnapTargets
 */

const CLICK_PX = 4; // less movement counts as a click
const SNAP_PX = 6;
const PAN_ZONE_PX = 24; // a drag this close to the border scrolls
const WHEEL_ZOOM = 0.0016; // natural logarithm of the zoom for one pixel of wheel

/**
 * The timeline's interface for gestures.
 * @typedef {object} Board
 * @property {() => import("../../core/timeline/geometry.js").Viewport} view
 * @property {() => import("./paint.js").Layout} layout
 * @property {() => import("./paint.js").Index} index
 * @property {() => number} durationMs
 * @property {() => number} playheadMs
 * @property {() => number | null} selectedId
 * @property {() => TimeRange | null} range
 * @property {(range: TimeRange | null) => void} setRange
 * @property {(preview: import("./paint.js").Scene["preview"], tipPx?: number) => void} setPreview
 * @property {(hover: {id: number | null, grip: Grip | null, px: number, yPx: number} | null) => void} setHover
 * @property {(px: number, yPx: number) => boolean} pressStrip false: the strip at this place takes no clicks
 * @property {(id: number, options?: {focus?: boolean}) => void} select
 * @property {(ms: number) => void} seek
 * @property {(px: number) => void} scroll
 * @property {(factor: number, anchorPx: number) => void} zoom
 * @property {(ms: number) => void} centre
 * @property {(view: import("../../core/timeline/geometry.js").Viewport) => void} setView
 * @property {(id: number, times: TimeRange) => void} commit
 * @property {(ms: number) => void} create
 * @property {SnapTargets} snapTargets targets from other modules (`timeline.addSnapTargets`)
 * @property {FindHandle} handleAt a handle of another module (`timeline.addHandles`)
 * @property {(text: string, px: number) => void} tell shows a text at the pointer; empty to hide it
 */

/**
 * What another module lets the user drag on the timeline. `drag` returns a text to show at the pointer.
 * @typedef {{ms: number, drag: (ms: number) => string, end: () => void, cancel: () => void}} Handle
 */

/** @typedef {(px: number, yPx: number) => Handle | null} FindHandle */

/**
 * A gesture in progress. `move` and `end` get the pointer in canvas pixels.
 * @typedef {object} Gesture
 * @property {(px: number, event: PointerEvent) => void} move
 * @property {(px: number, event: PointerEvent) => void} end
 * @property {() => void} cancel
 * @property {boolean} pans whether the view scrolls when the pointer reaches its border
 */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLElement} surface
 * @param {Board} board
 * @returns {{isBusy: () => boolean, cancel: () => void}}
 */
export function createGestures(scope, surface, board) {
  /** @type {Gesture | null} */
  let gesture = null;
  /** @type {PointerEvent | null} */
  let latest = null;
  let frame = 0;

  const place = (/** @type {MouseEvent} */ event) => {
    const box = surface.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const stop = () => {
    gesture = null;
    cancelAnimationFrame(frame);
  };
  const cancel = () => {
    gesture?.cancel();
    stop();
  };
  const panAtBorder = () => {
    if (!gesture?.pans || !latest) return;
    const { x } = place(latest);
    const width = board.layout().widthPx;
    const push = Math.min(0, x - PAN_ZONE_PX) + Math.max(0, x - width + PAN_ZONE_PX);
    if (push) {
      board.scroll(clamp(push, -60, 60) / 2);
      gesture.move(clamp(x, 0, width), latest);
    }
    frame = requestAnimationFrame(panAtBorder);
  };

  scope.listen(surface, "pointerdown", (/** @type {PointerEvent} */ event) => {
    if (gesture || (event.button !== 0 && event.button !== 1)) return;
    const { x, y } = place(event);
    gesture = begin(board, x, y, event);
    latest = event;
    surface.setPointerCapture(event.pointerId);
    if (event.button === 1) event.preventDefault();
  });
  scope.listen(surface, "pointermove", (/** @type {PointerEvent} */ event) => {
    const { x, y } = place(event);
    if (gesture) {
      if (latest && gesture.pans && !frame) frame = requestAnimationFrame(panAtBorder);
      latest = event;
      gesture.move(x, event);
    } else {
      board.setHover({ ...hovered(board, x, y), px: x, yPx: y });
    }
  });
  scope.listen(surface, "pointerup", (/** @type {PointerEvent} */ event) => {
    gesture?.end(place(event).x, event);
    stop();
    frame = 0;
  });
  scope.listen(surface, "pointercancel", cancel);
  scope.listen(surface, "pointerleave", () => {
    if (!gesture) board.setHover(null);
  });
  scope.listen(surface, "dblclick", (/** @type {MouseEvent} */ event) => {
    const { x, y } = place(event);
    if (y < board.layout().sound.topPx) return;
    const hit = hitAt(board, x, y);
    if (hit) board.select(hit.segment.id, { focus: true });
    else board.create(pxToMs(board.view(), x));
  });
  scope.listen(
    surface,
    "wheel",
    (/** @type {WheelEvent} */ event) => {
      event.preventDefault();
      turnWheel(board, event, place(event).x);
    },
    { passive: false },
  );
  scope.add(stop);
  return { isBusy: () => gesture !== null, cancel };
}

/**
 * @param {Board} board
 * @param {WheelEvent} event
 * @param {number} x
 */
function turnWheel(board, event, x) {
  const unit = [1, 16, board.layout().widthPx][event.deltaMode] ?? 1;
  if (event.ctrlKey || event.metaKey) {
    board.zoom(Math.exp(clamp(event.deltaY * unit, -400, 400) * WHEEL_ZOOM), x);
  } else {
    const turned = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    board.scroll(turned * unit);
  }
}

/**
 * @param {Board} board
 * @param {number} x
 * @param {number} y
 */
function hitAt(board, x, y) {
  const { track, sound } = board.layout();
  if (y < sound.topPx) return null;
  const options = { selectedId: board.selectedId(), ...(y >= track.topPx && { yPx: y, track }) };
  return gripAt(board.index(), board.view(), x, options);
}

/**
 * @param {Board} board
 * @param {number} x
 * @param {number} y
 */
function hovered(board, x, y) {
  const { overview } = board.layout();
  if (y < overview.topPx + overview.heightPx) {
    return { id: null, grip: windowGrip(board.view(), board.durationMs(), x) };
  }
  if (board.handleAt(x, y)) return { id: null, grip: /** @type {Grip} */ ("start") };
  const hit = hitAt(board, x, y);
  return { id: hit?.segment.id ?? null, grip: hit?.grip ?? null };
}

/**
 * @param {Board} board
 * @param {number} x
 * @param {number} y
 * @param {PointerEvent} event
 * @returns {Gesture}
 */
function begin(board, x, y, event) {
  const { overview, sound } = board.layout();
  if (event.button === 1) return pan(board, x);
  if (y < overview.topPx + overview.heightPx) return moveWindow(board, x);
  if (y < sound.topPx) return board.pressStrip(x, y) ? { move() {}, end() {}, cancel() {}, pans: false } : scrub(board, x);
  const handle = board.handleAt(x, y);
  if (handle) return dragHandle(board, x, handle);
  const hit = event.shiftKey ? null : hitAt(board, x, y);
  return hit ? dragSegment(board, x, hit) : selectRange(board, x);
}

/**
 * @param {Board} board
 * @param {number} fromPx
 * @returns {Gesture}
 */
function pan(board, fromPx) {
  let last = fromPx;
  const move = (/** @type {number} */ px) => {
    board.scroll(last - px);
    last = px;
  };
  return { move, end: move, cancel() {}, pans: false };
}

/**
 * On the minimap: drag the window by its middle, resize it by an edge, or move it to the pointer and
 * drag it from there.
 *
 * @param {Board} board
 * @param {number} fromPx
 * @returns {Gesture}
 */
function moveWindow(board, fromPx) {
  const perPx = () => board.durationMs() / board.layout().widthPx;
  const before = board.view();
  const grip = windowGrip(before, board.durationMs(), fromPx);
  const cancel = () => board.setView(before);
  if (grip === "start" || grip === "end") {
    const edgeMs = grip === "start" ? before.startMs : before.startMs + before.widthPx * before.msPerPx;
    const offset = edgeMs - fromPx * perPx();
    const move = (/** @type {number} */ px) =>
      board.setView(resizeWindow(before, grip, px * perPx() + offset, board.durationMs()));
    return { move, end: move, cancel, pans: false };
  }
  const middleMs = before.startMs + (before.widthPx * before.msPerPx) / 2;
  const offset = grip ? middleMs - fromPx * perPx() : 0;
  const move = (/** @type {number} */ px) => board.centre(px * perPx() + offset);
  if (!grip) move(fromPx);
  return { move, end: move, cancel, pans: false };
}

/**
 * @param {Board} board
 * @param {number} fromPx
 * @returns {Gesture}
 */
function scrub(board, fromPx) {
  const move = (/** @type {number} */ px) => board.seek(Math.round(pxToMs(board.view(), px)));
  move(fromPx);
  return { move, end: move, cancel() {}, pans: true };
}

/**
 * A click seeks; a drag selects a range.
 * @param {Board} board
 * @param {number} fromPx
 * @returns {Gesture}
 */
function selectRange(board, fromPx) {
  const fromMs = pxToMs(board.view(), fromPx);
  const before = board.range();
  let isDrag = false;
  const move = (/** @type {number} */ px) => {
    isDrag ||= Math.abs(px - fromPx) >= CLICK_PX;
    if (!isDrag) return;
    const toMs = clamp(pxToMs(board.view(), px), 0, board.durationMs());
    board.setRange({
      startMs: Math.round(Math.max(0, Math.min(fromMs, toMs))),
      endMs: Math.round(Math.max(fromMs, toMs)),
    });
  };
  return {
    move,
    end(px) {
      move(px);
      const isInRange = before && fromMs >= before.startMs && fromMs < before.endMs;
      if (isDrag) return;
      if (!isInRange) board.setRange(null);
      board.seek(Math.round(fromMs));
    },
    cancel: () => board.setRange(before),
    pans: true,
  };
}

/**
 * A click selects the segment and seeks; a drag moves it or one of its edges. Edges snap to the
 * neighbours' edges and the playhead; Alt disables snapping.
 *
 * @param {Board} board
 * @param {number} fromPx
 * @param {{segment: PaintedSegment, grip: Grip}} hit
 * @returns {Gesture}
 */
function dragSegment(board, fromPx, { segment, grip }) {
  const fromMs = pxToMs(board.view(), fromPx);
  /** @type {TimeRange | null} */
  let times = null;
  const targets = snapTargets(board, segment, grip);
  const move = (/** @type {number} */ px, /** @type {PointerEvent} */ event) => {
    if (!times && Math.abs(px - fromPx) < CLICK_PX) return;
    if (!times) board.select(segment.id);
    const deltaMs = pxToMs(board.view(), px) - fromMs;
    const snapMs = event.altKey ? 0 : SNAP_PX * board.view().msPerPx;
    const snapTo = event.altKey ? [] : targets;
    times = dragTimes(segment, grip, deltaMs, { durationMs: board.durationMs(), snapTo, snapMs });
    board.setPreview({ id: segment.id, ...times, guideMs: guideOf(times, grip, snapTo) }, px);
  };
  return {
    move,
    end(px, event) {
      move(px, event);
      board.setPreview(null);
      if (!times) {
        board.select(segment.id);
        board.seek(Math.round(fromMs));
      } else if (times.startMs !== segment.startMs || times.endMs !== segment.endMs) {
        board.commit(segment.id, times);
      }
    },
    cancel: () => board.setPreview(null),
    pans: true,
  };
}

/**
 * A click on a handle seeks to it; a drag moves it.
 *
 * @param {Board} board
 * @param {number} fromPx
 * @param {Handle} handle
 * @returns {Gesture}
 */
function dragHandle(board, fromPx, handle) {
  const fromMs = pxToMs(board.view(), fromPx);
  let isDrag = false;
  const move = (/** @type {number} */ px) => {
    isDrag ||= Math.abs(px - fromPx) >= CLICK_PX;
    if (isDrag) board.tell(handle.drag(clamp(handle.ms + pxToMs(board.view(), px) - fromMs, 0, board.durationMs())), px);
  };
  const cancel = () => {
    handle.cancel();
    board.tell("", 0);
  };
  return {
    move,
    end(px) {
      move(px);
      if (isDrag) handle.end();
      else board.seek(handle.ms);
      board.tell("", 0);
    },
    cancel,
    pans: true,
  };
}

/**
 * @param {Board} board
 * @param {PaintedSegment} segment
 * @param {Grip} grip
 */
function snapTargets(board, segment, grip) {
  const { spans } = board.index();
  const at = firstAtOrAfter(spans, segment.startMs);
  const near = spans.slice(Math.max(0, at - 6), at + 8).filter((span) => span.id !== segment.id);
  const edges = near.flatMap((span) => [span.startMs, span.endMs]);
  return [board.playheadMs(), ...edges, ...board.snapTargets({ segment, grip, view: board.view() })];
}
