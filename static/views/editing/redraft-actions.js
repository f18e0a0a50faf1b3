/** Draft a range again: ask for the options, start the job, and report what it did. */

import { messageOf } from "../../core/base/errors.js";
import { isChanged } from "../../core/editing/operations-at.js";
import { askRange } from "./asr-dialogs.js";
import { createProposals } from "./redraft-diff.js";
import { formatRange } from "../ui/format.js";

/** @typedef {import("../../core/sync/jobs.js").Outcome} Outcome */
/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {import("./asr-dialogs.js").RangeRequest} RangeRequest */
/** @typedef {{startMs: number, endMs: number}} TimeRange */
/** @typedef {{label: string, run: () => void}} ToastAction */

const SHORTEST_MS = 100;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/jobs.js").Work} editor.work
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../timeline/timeline.js").Timeline} editor.timeline
 * @param {import("./actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} editor.settingsStore
 * @param {() => Segment | null} editor.current the selected segment, else the one being played
 */
export function createRedraftActions(scope, { store, work, api, player, timeline, selection, toasts, settingsStore, current }) {
  const proposals = createProposals(scope, { store, work, api, player, selection, toasts });
  const fail = (/** @type {unknown} */ error, /** @type {ToastAction} */ action) => void toasts.show({ text: messageOf(error), kind: "error", action });

  const ask = (/** @type {TimeRange} */ range, /** @type {Partial<RangeRequest>} */ before = {}) => {
    const inside = middlesIn(store.transcript.peek().segments, range);
    const nKept = inside.filter(isChanged).length;
    const hasCorrections = inside.some(({ status }) => status !== "draft");
    const { showsDifferences } = settingsStore.settings.peek();
    const isProposed = showsDifferences === "auto" ? hasCorrections : showsDifferences === "always";
    const { draft, language } = player.media.peek();
    void api.models().then(
      (choices) =>
        askRange({
          ...range,
          choices,
          nKept,
          before: { model: draft?.model, language: language ?? "", hotwords: work.hotwords(), dry_run: isProposed, ...before },
          onDone: (options) => {
            const asUsual = options.dry_run === hasCorrections ? "auto" : options.dry_run ? "always" : "never";
            if (options.dry_run !== isProposed) settingsStore.change({ showsDifferences: asUsual });
            void start(range, options);
          },
        }),
      (error) => fail(error, { label: "Try again", run: () => ask(range, before) }),
    );
  };
  const start = async (/** @type {TimeRange} */ range, /** @type {RangeRequest} */ options) => {
    const again = { label: "Change and try again", run: () => ask(range, options) };
    try {
      const showProposal = proposals.await(again);
      await store.whenSaved(); // typed text must be committed: redrafting keeps edited segments
      const times = { start: range.startMs / 1000, end: range.endMs / 1000 };
      const { keep_numbers = false, keep_spelling = false } = work.newestWhole() ?? {}; // as in the rest
      await work.ask({ kind: "redraft", ...times, keep_numbers, keep_spelling, ...options }, (outcome) => {
        if (options.dry_run && outcome.job.state === "done") showProposal(outcome.job);
        else report(outcome, range, again);
      });
    } catch (error) {
      fail(error, again);
    }
  };
  const report = (/** @type {Outcome} */ { job, nEdits }, /** @type {TimeRange} */ range, /** @type {ToastAction} */ again) => {
    const place = formatRange(range);
    if (job.state === "failed") fail(job.error ?? `${place} could not be drafted.`, again);
    else if (job.reason_code === "ranges_failed") {
      const action = { label: "Open the Jobs page", run: () => void location.assign("/jobs") };
      toasts.show({ text: `${place} could not be drafted: see the Jobs page.`, kind: "error", action });
    } else if (nEdits) {
      toasts.show({ text: `${place} was drafted again.`, kind: "success", action: store.offerUndo({ job: job.id }) });
    } else if (job.state === "done") {
      const why = job.reason_code ? "No speech was found there." : "People have changed all of it.";
      toasts.show({ text: `${place} was not changed. ${why}`, action: again });
    }
  };

  return {
    showProposal: proposals.showProposal,
    /** Ask for options and draft a range again. */
    draftRange: (/** @type {TimeRange} */ range) => ask(range),
    /** Draft a range again in a language, with the options of the recording's draft. */
    draftRangeIn(/** @type {TimeRange} */ range, /** @type {string} */ language) {
      const model = player.media.peek().draft?.model ?? "base";
      void start(range, { model, language, hotwords: work.hotwords(), overwrite_corrected: false, dry_run: false });
    },
    /** Draft the selected range again, else the segment. */
    draftAgain() {
      store.commitTyping();
      const range = timeline.range.peek() ?? current();
      if (!range) toasts.show({ text: "Select a segment first, or drag over a range of the timeline." });
      else if (range.endMs - range.startMs < SHORTEST_MS) toasts.show({ text: "This range is too short: select at least 0.1 s." });
      else ask({ startMs: Math.round(range.startMs), endMs: Math.round(range.endMs) });
    },
  };
}

/**
 * The segments whose middle is in a range: the server redrafts these.
 *
 * @param {readonly Segment[]} segments
 * @param {TimeRange} range
 */
function middlesIn(segments, range) {
  return segments.filter(({ startMs, endMs }) => {
    const middleMs = (startMs + endMs) / 2;
    return middleMs >= range.startMs && middleMs < range.endMs;
  });
}
