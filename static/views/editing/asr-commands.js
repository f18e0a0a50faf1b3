/**
 * Speech recognition commands of the editor: draft a range again, realign words, translate, and handle
 * failed ranges.
 */

import { effect, untracked } from "@preact/signals";

import { joinActions } from "../../core/commands/actions.js";
import { messageOf } from "../../core/base/errors.js";
import { formatClock } from "../../core/base/clock.js";
import { gapAround } from "../../core/timeline/geometry.js";
import { askRange, askTranslation } from "./asr-dialogs.js";
import { createNoticeActions } from "./notice-actions.js";
import { createProposals } from "./redraft-diff.js";
import { formatRange } from "../ui/format.js";

/** @typedef {import("../../core/sync/jobs.js").Outcome} Outcome */
/** @typedef {import("../../core/sync/jobs.js").FailedRange} FailedRange */
/** @typedef {{startMs: number, endMs: number}} TimeRange */
/** @typedef {import("./asr-dialogs.js").RangeRequest} RangeRequest */

const LONGEST_ALIGN_MS = 28_000; // Whisper's window of 30 s less margins
const SHORTEST_MS = 100;
const OPEN_JOBS = { label: "Open the Jobs page", run: () => void location.assign("/jobs") };

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/jobs.js").Work} editor.work
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../timeline/timeline.js").Timeline} editor.timeline
 * @param {import("./actions.js").Selection} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} editor.settingsStore
 */
export function createAsrCommands(scope, { store, work, api, player, timeline, selection, list, toasts, settingsStore }) {
  const proposals = createProposals(scope, { store, work, api, player, selection, toasts });
  const media = () => /** @type {any} */ (player.media.peek());
  const transcript = () => store.transcript.peek();
  const current = () => transcript().segment(selection.segmentId.peek() ?? -1) ?? store.index.peek().at(player.timeMs.peek());
  const undo = { label: "Undo", run: () => void store.undo() };
  const fail = (/** @type {unknown} */ error, /** @type {{label: string, run: () => void}} */ action) =>
    void toasts.show({ text: messageOf(error), kind: "error", action });

  const draftRange = (/** @type {TimeRange} */ range, /** @type {Partial<RangeRequest>} */ before = {}) => {
    const inside = transcript().segments.filter(({ startMs, endMs }) => {
      const middleMs = (startMs + endMs) / 2;
      return middleMs >= range.startMs && middleMs < range.endMs;
    });
    const nKept = inside.filter((segment) => segment.status !== "draft").length;
    const { showsDifferences } = settingsStore.settings.peek();
    const propose = showsDifferences === "auto" ? nKept > 0 : showsDifferences === "always";
    void api.models().then(
      (choices) =>
        askRange({
          ...range,
          choices,
          nKept,
          before: { model: media().draft?.model, language: media().language ?? "", hotwords: work.hotwords(), propose, ...before },
          onDone: (options) => {
            const asUsual = options.propose === nKept > 0 ? "auto" : options.propose ? "always" : "never";
            if (options.propose !== propose) settingsStore.change({ showsDifferences: asUsual });
            void startDraft(range, options);
          },
        }),
      (error) => fail(error, { label: "Try again", run: () => draftRange(range, before) }),
    );
  };
  const startDraft = async (/** @type {TimeRange} */ range, /** @type {RangeRequest} */ options) => {
    const again = { label: "Change and try again", run: () => draftRange(range, options) };
    try {
      const showProposal = proposals.await(again);
      await store.whenSaved(); // typed text must be committed: redrafting keeps edited segments
      const times = { start: range.startMs / 1000, end: range.endMs / 1000 };
      await work.ask({ kind: "redraft", ...times, ...options }, (outcome) => {
        if (options.propose && outcome.job.state === "done") showProposal(outcome.job);
        else reportDraft(outcome, range, again);
      });
    } catch (error) {
      fail(error, again);
    }
  };
  const reportDraft = (/** @type {Outcome} */ { job, nEdits }, /** @type {TimeRange} */ range, /** @type {{label: string, run: () => void}} */ again) => {
    const place = formatRange(range);
    if (job.state === "failed") fail(job.error ?? `${place} could not be drafted.`, again);
    else if (job.reason_code === "ranges_failed") {
      toasts.show({ text: `${place} could not be drafted: see the Jobs page.`, kind: "error", action: OPEN_JOBS });
    } else if (nEdits) toasts.show({ text: `${place} was drafted again.`, kind: "success", action: undo });
    else if (job.state === "done") {
      const why = job.reason_code ? "No speech was found there." : "All of it has been corrected by people.";
      toasts.show({ text: `${place} was not changed. ${why}`, action: again });
    }
  };
  const translate = async (/** @type {object} */ options) => {
    const again = { label: "Try again", run: () => void actions.translate() };
    try {
      await work.ask({ kind: "translate", ...options }, ({ job }) => {
        if (job.state === "failed") fail(job.error ?? "The translation failed.", again);
        else if (job.state === "done") toasts.show({ text: "The English translation is done. You can export it too.", kind: "success" });
      });
      settingsStore.change({ showTranslation: true });
    } catch (error) {
      fail(error, again);
    }
  };

  const actions = {
    showProposal: proposals.showProposal,
    /** Draft the selected range again, else the segment. */
    draftStretch() {
      store.commitTyping();
      const range = timeline.range.peek() ?? current();
      if (!range) toasts.show({ text: "Select a segment first, or drag over a range of the timeline." });
      else if (range.endMs - range.startMs < SHORTEST_MS) toasts.show({ text: "This range is too short: select at least 0.1 s." });
      else draftRange({ startMs: Math.round(range.startMs), endMs: Math.round(range.endMs) });
    },
    async alignSegment() {
      store.commitTyping();
      const segment = current();
      if (!segment) return void toasts.show({ text: "Select a segment first." });
      const tooLong = segment.endMs - segment.startMs > LONGEST_ALIGN_MS;
      if (!segment.text.trim()) return void toasts.show({ text: "This segment has no words to align: type its text first." });
      if (tooLong) {
        const seconds = Math.ceil((segment.endMs - segment.startMs) / 1000);
        const text = `This segment is ${seconds} s long; words can be aligned in at most ${LONGEST_ALIGN_MS / 1000} s. Split it first: Enter at the cursor, or Alt+Enter at the playhead.`;
        return void toasts.show({ text, kind: "error", action: { label: "Go to segment", run: () => selection.setSegment(segment.id, { focus: true, scroll: true }) } });
      }
      const again = { label: "Try again", run: () => void actions.alignSegment() };
      try {
        await store.whenSaved(); // align the text that is on the screen
        await work.ask({ kind: "align", segments: [segment.id], model: media().draft?.model ?? null }, ({ job, nEdits }) => {
          const place = formatClock(segment.startMs, 1);
          if (job.state === "failed") fail(job.error ?? "The words could not be aligned.", again);
          else if (nEdits) toasts.show({ text: `The words at ${place} were realigned.`, kind: "success", action: undo });
          else if (job.state === "done") toasts.show({ text: `The words at ${place} kept their times: the text has changed meanwhile or could not be aligned.`, action: again });
        });
      } catch (error) {
        fail(error, again);
      }
    },
    translate() {
      void api.models().then(
        (choices) =>
          askTranslation({
            choices,
            language: media().language,
            model: media().draft?.model,
            isDone: work.cues.peek() !== null,
            onDone: (options) => void translate(options),
          }),
        (error) => fail(error, { label: "Try again", run: () => actions.translate() }),
      );
    },
    toggleTranslation() {
      if (!work.cues.peek()) {
        toasts.show({ text: "There is no translation yet.", action: { label: "Translate to English…", run: () => actions.translate() } });
        return;
      }
      settingsStore.change({ showTranslation: !settingsStore.settings.peek().showTranslation });
    },
    stop: (/** @type {number} */ id) =>
      void api.cancelJob(id).catch((error) => fail(error, { label: "Try again", run: () => actions.stop(id) })),
  };
  keepSelection(scope, { store, selection, list });
  const draftIn = (/** @type {TimeRange} */ range, /** @type {string} */ language) => void startDraft(range, { model: media().draft?.model ?? "base", language, hotwords: work.hotwords(), replace_corrected: false, propose: false });
  const notices = createNoticeActions({ store, work, api, player, toasts, fail, draftRange, draftIn });
  return joinActions({ requests: actions, notices, failedRanges: createFailedRangeActions({ store, work, api, player, selection, toasts, fail }) });
}

/** @typedef {ReturnType<typeof createAsrCommands>} AsrCommands */

/**
 * Actions for a failed range.
 *
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/jobs.js").Work} editor.work
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("./actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {(error: unknown, action: {label: string, run: () => void}) => void} editor.fail
 */
function createFailedRangeActions({ store, work, api, player, selection, toasts, fail }) {
  const actions = {
    listen: (/** @type {TimeRange} */ { startMs, endMs }) => player.playRange(startMs, endMs),
    retry: (/** @type {FailedRange} */ range) =>
      void api.retryChunk(range.id).then(work.readLost, (error) =>
        fail(error, { label: "Try again", run: () => actions.retry(range) }),
      ),
    /** Insert an empty segment there and place the cursor in it. */
    typeYourself(/** @type {TimeRange} */ { startMs, endMs }) {
      store.commitTyping();
      const gap = widestGap(store.transcript.peek().segments, { startMs, endMs }, player.durationMs.peek());
      if (!gap) return void toasts.show({ text: "There is no free time in this range." });
      const id = store.newId();
      const segment = { id, ...gap, text: "", speaker: null, status: "corrected", words: [] };
      if (!store.apply([{ op: "insert", segment }])) return;
      selection.setSegment(id, { focus: true, scroll: true });
      player.seek(gap.startMs);
    },
  };
  return actions;
}

/**
 * The longest part of a range without a segment.
 *
 * @param {readonly import("../../core/document/operations.js").Segment[]} segments
 * @param {TimeRange} range
 * @param {number} durationMs
 * @returns {TimeRange | null}
 */
function widestGap(segments, { startMs, endMs }, durationMs) {
  const inside = segments.filter((segment) => segment.startMs < endMs && segment.endMs > startMs);
  const gaps = [startMs, ...inside.map((segment) => segment.endMs)]
    .map((ms) => gapAround(segments, Math.min(ms, endMs - 1), durationMs))
    .filter((gap) => gap !== null)
    .map((gap) => ({ startMs: Math.max(gap.startMs, startMs), endMs: Math.min(gap.endMs, endMs) }))
    .filter((gap) => gap.endMs - gap.startMs >= SHORTEST_MS);
  return gaps.sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs))[0] ?? null;
}

/**
 * When redrafting replaces the selected segment, move selection and cursor to the segment that takes
 * its place.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {{store: import("../../core/sync/transcript-store.js").Store, selection: import("./actions.js").Selection, list: import("../segments/segment-list.js").SegmentList}} editor
 */
function keepSelection(scope, { store, selection, list }) {
  let last = /** @type {{id: number, startMs: number, hadCursor: boolean} | null} */ (null);
  const note = () => {
    const segment = store.transcript.peek().segment(selection.segmentId.peek() ?? -1);
    last = segment && { id: segment.id, startMs: segment.startMs, hadCursor: list.focusedText()?.id === segment.id };
  };
  scope.add(
    effect(() => {
      const transcript = store.transcript.value;
      const id = selection.segmentId.value;
      untracked(() => {
        const isGone = last !== null && last.id === id && !transcript.segment(last.id);
        if (!isGone || last === null) return note();
        const { startMs, hadCursor } = last;
        const next = transcript.segments.find((segment) => segment.endMs > startMs);
        last = null;
        if (next) selection.setSegment(next.id, { focus: hadCursor && document.activeElement === document.body });
      });
    }),
  );
  scope.listen(document, "focusin", note);
  scope.listen(document, "focusout", () => {
    // If the segment still exists, the user left the text; if not, its row was replaced.
    setTimeout(() => store.transcript.peek().segment(last?.id ?? -1) && note());
  });
}
