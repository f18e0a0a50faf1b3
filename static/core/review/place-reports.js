/** When the server is told where the user is: some seconds after the last move, once a minute during moves, and when the page is hidden. */

/** @typedef {import("./kept-place.js").Report} Report */

const AFTER_MS = 5_000; // after the last move
const LATEST_MS = 60_000; // playback moves without end

/**
 * @param {(report: Report) => Promise<boolean>} send whether the server has it, or will never take it
 * @param {() => number} [now]
 */
export function createPlaceReports(send, now = Date.now) {
  let last = /** @type {Report | null} */ (null); // what the server was told
  let waiting = /** @type {(Report & {sinceMs: number, movedMs: number}) | null} */ (null);
  const isLast = (/** @type {Report} */ { segment, timeMs }) => last !== null && last.segment === segment && last.timeMs === timeMs;
  const flush = () => {
    if (!waiting) return;
    const report = { segment: waiting.segment, timeMs: waiting.timeMs };
    [last, waiting] = [report, null];
    void send(report).then((isDone) => {
      if (isDone || !isLast(report)) return;
      last = null;
      waiting ??= { ...report, sinceMs: now(), movedMs: now() };
    });
  };
  return {
    /** The user is here. @param {Report} place */
    move({ segment, timeMs }) {
      const place = { segment, timeMs: Math.round(timeMs) };
      if (isLast(place)) waiting = null;
      else if (waiting?.segment !== segment || waiting.timeMs !== place.timeMs) waiting = { ...place, sinceMs: waiting?.sinceMs ?? now(), movedMs: now() };
    },
    /** Report what is due. Call it every second or so. */
    tick() {
      if (waiting && (now() - waiting.movedMs >= AFTER_MS || now() - waiting.sinceMs >= LATEST_MS)) flush();
    },
    /** Report at once, as the page may be closed. */
    flush,
  };
}
