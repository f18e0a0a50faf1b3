/** The order and the sums of many uploads. */

/** @typedef {"waiting" | "sending" | "offline" | "checking" | "done" | "failed" | "stopped"} UploadState */
/** @typedef {{key: number, file: Pick<File, "size">, sent: number, state: UploadState}} UploadProgress */

/** Uploads that are sent side by side: the next file is sent while the server checks one. */
export const SIDE_BY_SIDE = 3;
const ORDER = ["failed", "offline", "sending", "checking", "waiting", "stopped", "done"];

/**
 * The next upload to send: the shortest that waits, so that there is work to do early.
 *
 * @template {UploadProgress} T
 * @param {T[]} uploads
 * @returns {T | undefined}
 */
export function nextToSend(uploads) {
  return uploads.reduce(
    (best, one) => (one.state === "waiting" && (!best || one.file.size < best.file.size) ? one : best),
    /** @type {T | undefined} */ (undefined),
  );
}

/**
 * Sums over all uploads.
 *
 * @param {UploadProgress[]} uploads
 * @returns {{n: number, nDone: number, nFailed: number, nLeft: number, bytes: number, sent: number, percent: number}} bytes and
 *   percent leave out what failed
 */
export function totalsOf(uploads) {
  const nDone = uploads.filter(({ state }) => state === "done").length;
  const running = uploads.filter(({ state }) => state !== "failed");
  const bytes = running.reduce((sum, { file }) => sum + file.size, 0);
  const sent = running.reduce((sum, one) => sum + (one.state === "done" ? one.file.size : one.sent), 0);
  const nFailed = uploads.length - running.length;
  const isDone = nDone === running.length;
  return { n: uploads.length, nDone, nFailed, nLeft: running.length - nDone, bytes, sent, percent: isDone ? 100 : Math.min(99, Math.floor((100 * sent) / (bytes || 1))) };
}

/**
 * The uploads in the order in which they matter: failed ones, then those at work, then the rest.
 *
 * @template {UploadProgress} T
 * @param {T[]} uploads
 */
export function byImportance(uploads) {
  return [...uploads].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.key - b.key);
}
