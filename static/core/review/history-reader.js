/** What the history shows, read from the server: edits page by page, changes since a state, effort. */

import { signal } from "@preact/signals-core";

import { messageOf } from "../base/errors.js";

/** @typedef {import("../sync/api-types.js").Changes} Changes */
/** @typedef {import("../sync/api-types.js").Step} Step */
/** @typedef {import("./history.js").Entry} Entry */
/** @typedef {import("../sync/api.js").Answers["GET /media/{media_id}/effort"]} Spent */
/** @typedef {"edits" | "changes" | "effort"} Tab */

const PAGE = 200;

/**
 * @param {object} options
 * @param {string} options.mediaId
 * @param {Pick<import("../sync/api.js").Api, "history" | "changes" | "effort">} options.api
 * @param {() => Promise<void>} options.reportEffort sends what was not sent yet
 */
export function createHistoryReader({ mediaId, api, reportEffort }) {
  const tab = signal(/** @type {Tab} */ ("edits"));
  const steps = signal(/** @type {Step[] | null} */ (null));
  const hasOlder = signal(false);
  const since = signal(/** @type {Entry | null} */ (null));
  const changes = signal(/** @type {Changes | null} */ (null));
  const spent = signal(/** @type {Spent | null} */ (null));
  const problem = signal("");
  let last = 0;

  /** Ask the server; an answer is ignored when something else was asked meanwhile. @type {<T>(ask: () => Promise<T>, take: (answer: T) => void) => Promise<void>} */
  const read = async (ask, take) => {
    const mine = ++last;
    try {
      const answer = await ask();
      if (mine !== last) return;
      take(answer);
      problem.value = "";
    } catch (error) {
      if (mine === last) problem.value = messageOf(error);
    }
  };
  const takePage = (/** @type {Step[]} */ before, /** @type {Step[]} */ page) => {
    steps.value = [...before, ...page];
    hasOlder.value = page.length === PAGE;
  };
  const readEffort = async () => {
    await reportEffort();
    return Promise.all([api.effort(mediaId), api.changes(mediaId)]);
  };

  const reader = {
    tab,
    /** Edits, newest first; null before the first answer. */
    steps,
    /** Whether there are older edits than those read. */
    hasOlder,
    /** The state compared with the current one, in the tab "edits". */
    since,
    /** Changes since that state, else since the draft; null before the answer. */
    changes,
    spent,
    /** Why nothing could be read; empty if it could. */
    problem,
    /** Read what is shown again. */
    refresh() {
      const compared = since.peek();
      if (tab.peek() === "edits" && !compared) return read(() => api.history(mediaId, PAGE), ({ history }) => takePage([], history));
      if (tab.peek() === "effort") return read(readEffort, (answers) => void ([spent.value, changes.value] = answers));
      return read(() => api.changes(mediaId, compared?.revision), (answer) => void (changes.value = answer));
    },
    readOlder() {
      const shown = steps.peek() ?? [];
      return read(() => api.history(mediaId, PAGE, shown.at(-1)?.revision), ({ history }) => takePage(shown, history));
    },
    /**
     * @param {Tab} next
     * @param {Entry | null} compared
     */
    show(next, compared = null) {
      tab.value = next;
      since.value = compared;
      changes.value = null;
      return reader.refresh();
    },
  };
  return reader;
}

/** @typedef {ReturnType<typeof createHistoryReader>} HistoryReader */
