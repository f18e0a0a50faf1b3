/**
 * What the user asks of the machine in the editor: a stretch drafted again, words aligned again, a
 * translation, and what to do about stretches that it could not do.
 */

import { effect, untracked } from "@preact/signals";

import { messageOf } from "../../core/base/errors.js";
import { formatClock } from "../../core/base/clock.js";
import { gapAround } from "../../core/timeline/geometry.js";
import { askRange, askTranslation } from "./asr-dialogs.js";
import { createProposals } from "./redraft-diff.js";
import { formatRange } from "../ui/format.js";

/** @typedef {import("../../core/sync/jobs.js").Outcome} Outcome */
/** @typedef {import("../../core/sync/jobs.js").FailedRange} FailedRange */
/** @typedef {{startMs: number, endMs: number}} TimeRange */
/** @typedef {import("./asr-dialogs.js").RangeRequest} RangeRequest */

const LONGEST_ALIGN_MS = 28_000; // what Whisper hears at once, with its margins
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
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} editor.settingsStore
 */
export function createAsrCommands(scope, { store, work, api, player, timeline, selection, list, toasts, settingsStore }) {
  const proposals = createProposals(scope, { store, work, api, player, selection, toasts });
  const media = () => /** @type {any} */ (player.media.peek());
  const transcript = () => store.transcript.peek();
  const current = () =>
    transcript().segment(selection.segmentId.peek() ?? -1) ?? store.index.peek().at(player.timeMs.peek());
  const fail = (/** @type {unknown} */ error, /** @type {{label: string, run: () => void}} */ action) =>
    void toasts.show({ text: messageOf(error), kind: "error", action });
  const openJobs = { label: "Open the jobs page", run: () => void location.assign("/jobs") };

  const draftStretch = (/** @type {TimeRange} */ stretch, /** @type {Partial<RangeRequest>} */ before = {}) => {
    const inside = transcript().segments.filter(({ startMs, endMs }) => {
      const middleMs = (startMs + endMs) / 2;
      return middleMs >= stretch.startMs && middleMs < stretch.endMs;
    });
    const nKept = inside.filter((segment) => segment.status !== "draft").length;
    const { showsDifferences } = settingsStore.settings.peek();
    const propose = showsDifferences === "auto" ? nKept > 0 : showsDifferences === "always";
    void api.models().then(
      (choices) =>
        askRange({
          ...stretch,
          choices,
          nKept,
          before: { model: media().draft?.model, language: media().language ?? "", hotwords: work.hotwords(), propose, ...before },
          onDone: (wish) => {
            const asUsual = wish.propose === nKept > 0 ? "auto" : wish.propose ? "always" : "never";
            if (wish.propose !== propose) settingsStore.change({ showsDifferences: asUsual });
            void startStretch(stretch, wish);
          },
        }),
      (error) => fail(error, { label: "Try again", run: () => draftStretch(stretch, before) }),
    );
  };
  const startStretch = async (/** @type {TimeRange} */ stretch, /** @type {RangeRequest} */ wish) => {
    const again = { label: "Change and try again", run: () => draftStretch(stretch, wish) };
    try {
      const showProposal = proposals.await(again);
      await store.whenSaved(); // what was typed is kept from the machine
      const times = { start: stretch.startMs / 1000, end: stretch.endMs / 1000 };
      await work.ask({ kind: "redraft", ...times, ...wish }, (outcome) => {
        if (wish.propose && outcome.job.state === "done") showProposal(outcome.job);
        else tellStretch(outcome, stretch, again);
      });
    } catch (error) {
      fail(error, again);
    }
  };
  const tellStretch = (/** @type {Outcome} */ { job, nEdits }, /** @type {TimeRange} */ stretch, /** @type {{label: string, run: () => void}} */ again) => {
    const place = formatRange(stretch);
    if (job.state === "failed") fail(job.error ?? `${place} could not be drafted.`, again);
    else if (job.message.includes("could not be drafted")) {
      toasts.show({ text: `${place} could not be drafted: the jobs page says why.`, kind: "error", action: openJobs });
    } else if (nEdits) toasts.show({ text: `${place} was drafted again.`, kind: "success", action: undo });
    else if (job.state === "done") {
      const why = job.message ? "No speech was found there." : "People have corrected all of it.";
      toasts.show({ text: `${place} was left as it is. ${why}`, action: again });
    }
  };
  const undo = { label: "Undo", run: () => void store.undo() };

  const translate = async (/** @type {object} */ wish) => {
    const again = { label: "Try again", run: () => void machine.translate() };
    try {
      await work.ask({ kind: "translate", ...wish }, ({ job }) => {
        if (job.state === "failed") fail(job.error ?? "The translation failed.", again);
        else if (job.state === "done") toasts.show({ text: "The English translation is done. Export offers it too.", kind: "success" });
      });
      settingsStore.change({ showTranslation: true });
    } catch (error) {
      fail(error, again);
    }
  };

  const machine = {
    showProposal: proposals.showProposal,
    /** The selected range, else the segment. */
    draftStretch() {
      store.commitTyping();
      const stretch = timeline.range.peek() ?? current();
      if (!stretch) toasts.show({ text: "Select a segment first, or drag over a stretch of the timeline." });
      else if (stretch.endMs - stretch.startMs < SHORTEST_MS) toasts.show({ text: "That is too short to be drafted: select at least 0.1 s." });
      else draftStretch({ startMs: Math.round(stretch.startMs), endMs: Math.round(stretch.endMs) });
    },
    async alignSegment() {
      store.commitTyping();
      const segment = current();
      if (!segment) return void toasts.show({ text: "Select a segment first." });
      const tooLong = segment.endMs - segment.startMs > LONGEST_ALIGN_MS;
      if (!segment.text.trim()) return void toasts.show({ text: "There are no words to align here yet: type what is said first." });
      if (tooLong) {
        const seconds = Math.ceil((segment.endMs - segment.startMs) / 1000);
        const text = `This segment lasts ${seconds} s, and words are aligned within ${LONGEST_ALIGN_MS / 1000} s at most. Split it first: Enter at the cursor, or Alt+Enter at the playhead.`;
        return void toasts.show({ text, kind: "error", action: { label: "Go to it", run: () => selection.setSegment(segment.id, { focus: true, scroll: true }) } });
      }
      const again = { label: "Try again", run: () => void machine.alignSegment() };
      try {
        await store.whenSaved(); // the text that is aligned is the text on the screen
        await work.ask({ kind: "align", segments: [segment.id], model: media().draft?.model ?? null }, ({ job, nEdits }) => {
          const place = formatClock(segment.startMs, 1);
          if (job.state === "failed") fail(job.error ?? "The words could not be aligned.", again);
          else if (nEdits) toasts.show({ text: `The words at ${place} have new times.`, kind: "success", action: undo });
          else if (job.state === "done") toasts.show({ text: `The words at ${place} kept their times: the text was changed meanwhile, or could not be aligned.`, action: again });
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
            onDone: (wish) => void translate(wish),
          }),
        (error) => fail(error, { label: "Try again", run: () => machine.translate() }),
      );
    },
    toggleTranslation() {
      if (!work.cues.peek()) {
        toasts.show({ text: "There is no translation yet.", action: { label: "Translate to English…", run: () => machine.translate() } });
        return;
      }
      settingsStore.change({ showTranslation: !settingsStore.settings.peek().showTranslation });
    },
    stop: (/** @type {number} */ id) =>
      void api.cancelJob(id).catch((error) => fail(error, { label: "Try again", run: () => machine.stop(id) })),
  };
  keepPlace(scope, { store, selection, list });
  return { ...machine, ...createRescue({ store, work, api, player, selection, toasts, fail }) };
}

/** @typedef {ReturnType<typeof createAsrCommands>} Machine */

/**
 * What can be done about a stretch that the machine could not do.
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
function createRescue({ store, work, api, player, selection, toasts, fail }) {
  const rescue = {
    listen: (/** @type {TimeRange} */ { startMs, endMs }) => player.playRange(startMs, endMs),
    retry: (/** @type {FailedRange} */ stretch) =>
      void api.retryChunk(stretch.id).then(work.readLost, (error) =>
        fail(error, { label: "Try again", run: () => rescue.retry(stretch) }),
      ),
    /** An empty segment there, with the cursor in it. */
    typeYourself(/** @type {TimeRange} */ { startMs, endMs }) {
      store.commitTyping();
      const gap = widestGap(store.transcript.peek().segments, { startMs, endMs }, player.durationMs.peek());
      if (!gap) return void toasts.show({ text: "Segments fill this stretch already." });
      const id = store.newId();
      const segment = { id, ...gap, text: "", speaker: null, status: "corrected", words: [] };
      if (!store.apply([{ op: "insert", segment }])) return;
      selection.setSegment(id, { focus: true, scroll: true });
      player.seek(gap.startMs);
    },
  };
  return rescue;
}

/**
 * The longest part of a stretch that no segment holds.
 *
 * @param {readonly import("../../core/document/operations.js").Segment[]} segments
 * @param {TimeRange} stretch
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
 * A selected segment that the machine has replaced hands selection and cursor on to the one in its
 * place.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {{store: import("../../core/sync/transcript-store.js").Store, selection: import("./actions.js").Selection, list: import("../segments/segment-list.js").SegmentList}} editor
 */
function keepPlace(scope, { store, selection, list }) {
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
    // The user has left the text; where its row is gone, the cursor was taken from them.
    setTimeout(() => store.transcript.peek().segment(last?.id ?? -1) && note());
  });
}
