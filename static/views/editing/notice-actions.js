/** Actions for what the draft says of ranges: go there, draft again in the language, dismiss. */

import { nextRange, openNotices, unwritten } from "../../core/sync/jobs.js";

/** @typedef {import("../../core/sync/jobs.js").Notice} Notice */
/** @typedef {{startMs: number, endMs: number}} TimeRange */
/** @typedef {import("./asr-dialogs.js").RangeRequest} RangeRequest */

/**
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/jobs.js").Work} editor.work
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {(error: unknown, action: {label: string, run: () => void}) => void} editor.fail
 * @param {{draftRange: (range: TimeRange) => void, draftRangeIn: (range: TimeRange, language: string) => void}} editor.redraft
 */
export function createNoticeActions({ store, work, api, player, toasts, fail, redraft }) {
  const mediaId = () => player.media.peek().id;
  const notices = () => openNotices(work.notices.peek(), store.transcript.peek().segments);
  const change = (/** @type {Notice} */ notice, /** @type {boolean} */ dismissed) =>
    void api.changeNotice(mediaId(), notice.id, { dismissed }).then(work.readNotices, (error) => fail(error, { label: "Try again", run: () => change(notice, dismissed) }));
  /** The range that the user is at: that of the focused note, else the one that is played, else the next. */
  const current = () => {
    const focused = Number(/** @type {HTMLElement | null} */ (document.activeElement?.closest("[data-notice]"))?.dataset.notice);
    const timeMs = player.timeMs.peek();
    const found = notices();
    return found.find(({ id }) => id === focused) ?? found.find(({ startMs, endMs }) => timeMs >= startMs && timeMs < endMs) ?? nextRange(found, timeMs, 1);
  };
  const actions = {
    draftNotice(/** @type {Notice} */ notice) {
      if (notice.language) redraft.draftRangeIn(notice, notice.language);
      else redraft.draftRange(notice);
    },
    dismissNotice(/** @type {Notice} */ notice) {
      change(notice, true);
      toasts.show({ text: "Dismissed.", action: { label: "Undo", run: () => change(notice, false) } });
    },
    /** Go to the next range to listen to, or the one before; its note gets the focus. */
    moveToNotice(/** @type {1 | -1} */ direction) {
      store.commitTyping();
      const lost = unwritten(work.lost.peek(), store.transcript.peek().segments);
      const ranges = [...lost.map((range) => ({ ...range, selector: `[data-chunk="${range.id}"]` })), ...notices().map((range) => ({ ...range, selector: `[data-notice="${range.id}"]` }))];
      const next = nextRange(ranges.sort((a, b) => a.startMs - b.startMs), player.timeMs.peek(), direction);
      if (!next) return void toasts.show({ text: "There is no range to listen to: all speech has words." });
      player.seek(next.startMs);
      const note = document.querySelector(next.selector);
      note?.scrollIntoView({ block: "center" });
      /** @type {HTMLElement | null} */ (note?.querySelector("button"))?.focus();
    },
    /** Draft the range that sounds like another language again, in that language. */
    draftInSpokenLanguage() {
      const notice = current();
      if (!notice?.language) return void toasts.show({ text: "There is no range here that sounds like another language." });
      actions.draftNotice(notice);
    },
    dismissCurrentNotice() {
      const notice = current();
      if (!notice) return void toasts.show({ text: "There is no range to dismiss." });
      actions.dismissNotice(notice);
    },
  };
  return actions;
}
