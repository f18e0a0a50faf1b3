/**
 * Effort reports for the server, stored in the browser until they are delivered.
 *
 * Each window numbers its reports. The server counts each number of a window once, so a report with
 * a lost answer can be sent again, also by another window.
 */

/** @typedef {{media: string, window_id: string, sequence: number, author: string, spans: import("./effort.js").Spent[]}} Report */

const KEY = "transcribe.effort";
const MOST_KEPT = 500; // one day without the server

/**
 * @param {object} options
 * @param {Pick<Storage, "getItem" | "setItem"> | null} options.storage
 * @param {string} options.windowId names this window
 * @param {(report: Report) => Promise<unknown>} options.send
 * @param {(error: unknown) => boolean} options.isRefused whether the server rejects it permanently
 */
export function createReports({ storage, windowId, send, isRefused }) {
  let sequence = 0;
  let isSending = false;

  const read = () => {
    try {
      const kept = JSON.parse(storage?.getItem(KEY) ?? "[]");
      return /** @type {Report[]} */ (Array.isArray(kept) ? kept.map(withPresentNames) : []);
    } catch {
      return []; // not written by this program; the next report overwrites it
    }
  };
  const write = (/** @type {Report[]} */ reports) => storage?.setItem(KEY, JSON.stringify(reports.slice(-MOST_KEPT)));
  const isSame = (/** @type {Report} */ a, /** @type {Report} */ b) => a.window_id === b.window_id && a.sequence === b.sequence;

  const flush = async () => {
    if (isSending) return;
    isSending = true;
    try {
      for (const report of read()) {
        try {
          await send(report);
        } catch (error) {
          if (!isRefused(error)) return; // the server is unreachable: retried with the next report
        }
        write(read().filter((other) => !isSame(other, report)));
      }
    } finally {
      isSending = false;
    }
  };
  return {
    flush,
    /** @param {Omit<Report, "window_id" | "sequence">} report */
    add(report) {
      write([...read(), { ...report, window_id: windowId, sequence: ++sequence }]);
      return flush();
    },
  };
}

/**
 * A report that an earlier version stored has `client` and `number`.
 *
 * @param {Report & {client?: string, number?: number}} stored
 * @returns {Report}
 */
function withPresentNames({ client, number, ...report }) {
  return client === undefined || number === undefined ? report : { ...report, window_id: client, sequence: number };
}
