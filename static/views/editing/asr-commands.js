/**
 * Speech recognition commands of the editor: draft a range again, realign words, translate, and handle
 * failed ranges.
 */

import { joinActions } from "../../core/commands/actions.js";
import { messageOf } from "../../core/base/errors.js";
import { formatClock } from "../../core/base/clock.js";
import { keepSelection } from "../segments/kept-selection.js";
import { askTranslation } from "./asr-dialogs.js";
import { createFailedRangeActions } from "./failed-range-actions.js";
import { createNoticeActions } from "./notice-actions.js";
import { createFindSpeakers } from "../speakers/find-speakers.js";
import { createRedraftActions } from "./redraft-actions.js";
import { keyText } from "../ui/key-labels.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {(error: unknown, action: {label: string, run: () => void}) => void} Fail */

const LONGEST_ALIGN_MS = 28_000; // Whisper's window of 30 s less margins

/**
 * @typedef {object} Editor
 * @property {import("../../core/sync/transcript-store.js").Store} store
 * @property {import("../../core/sync/jobs.js").Work} work
 * @property {import("../../core/sync/api.js").Api} api
 * @property {import("../player/player.js").Player} player
 * @property {import("../timeline/timeline.js").Timeline} timeline
 * @property {import("./actions.js").Selection} selection
 * @property {import("../segments/segment-list.js").SegmentList} list
 * @property {import("../ui/toasts.js").Toasts} toasts
 * @property {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} settingsStore
 */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {Editor} editor
 */
export function createAsrCommands(scope, editor) {
  const { store, api, player, selection, toasts } = editor;
  /** The selected segment, else the one being played. */
  const current = () =>
    store.transcript.peek().segment(selection.segmentId.peek() ?? -1) ?? store.index.peek().at(player.timeMs.peek());
  /** @type {Fail} */
  const fail = (error, action) => void toasts.show({ text: messageOf(error), kind: "error", action });
  const parts = { ...editor, current, fail };

  const stop = (/** @type {number} */ id) =>
    void api.cancelJob(id).catch((error) => fail(error, { label: "Try again", run: () => stop(id) }));
  const resume = (/** @type {number} */ id) =>
    void api.resumeJob(id).catch((error) => fail(error, { label: "Try again", run: () => resume(id) }));
  keepSelection(scope, editor);
  const redraft = createRedraftActions(scope, parts);
  return joinActions({
    redraft,
    align: createAlignAction(parts),
    translation: createTranslationActions(parts),
    speakers: createFindSpeakers(parts),
    jobs: { stop, resume },
    failedRanges: createFailedRangeActions(parts),
    notices: createNoticeActions({ ...parts, redraft }),
  });
}

/** @typedef {ReturnType<typeof createAsrCommands>} AsrCommands */

/** @param {Editor & {current: () => Segment | null, fail: Fail}} parts */
function createAlignAction({ store, work, player, selection, toasts, current, fail }) {
  const explainTooLong = (/** @type {Segment} */ { id, startMs, endMs }) => {
    const seconds = Math.ceil((endMs - startMs) / 1000);
    toasts.show({
      text: keyText(`This segment is ${seconds} s long; words can be aligned in at most ${LONGEST_ALIGN_MS / 1000} s. Split it first: Enter at the cursor, or {split-at-playhead} at the playhead.`),
      kind: "error",
      action: { label: "Go to segment", run: () => selection.setSegment(id, { focus: true, scroll: true }) },
    });
  };
  const align = async (/** @type {Segment} */ segment) => {
    const again = { label: "Try again", run: () => void alignSegment() };
    const place = formatClock(segment.startMs, 1);
    try {
      await store.whenSaved(); // align the text that is on the screen
      await work.ask({ kind: "align", segments: [segment.id], model: player.media.peek().draft?.model ?? null }, ({ job, nEdits }) => {
        if (job.state === "failed") fail(job.error ?? "The words could not be aligned.", again);
        else if (nEdits) toasts.show({ text: `The words at ${place} were realigned.`, kind: "success", action: store.offerUndo({ job: job.id }) });
        else if (job.state === "done") toasts.show({ text: `The words at ${place} kept their times: the text has changed meanwhile or could not be aligned.`, action: again });
      });
    } catch (error) {
      fail(error, again);
    }
  };
  const alignSegment = async () => {
    store.commitTyping();
    const segment = current();
    if (!segment) toasts.show({ text: "Select a segment first." });
    else if (!segment.text.trim()) toasts.show({ text: "This segment has no words to align: type its text first." });
    else if (segment.endMs - segment.startMs > LONGEST_ALIGN_MS) explainTooLong(segment);
    else await align(segment);
  };
  return { alignSegment };
}

/** @param {Editor & {fail: Fail}} parts */
function createTranslationActions({ work, api, player, toasts, settingsStore, fail }) {
  const start = async (/** @type {import("./asr-dialogs.js").TranslationRequest} */ options) => {
    const again = { label: "Try again", run: translate };
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
  const translate = () => {
    const { language, draft } = player.media.peek();
    void api.models().then(
      (choices) => askTranslation({ choices, language, model: draft?.model, isDone: work.cues.peek() !== null, onDone: (options) => void start(options) }),
      (error) => fail(error, { label: "Try again", run: translate }),
    );
  };
  let closeOffer = () => {};
  return {
    translate,
    toggleTranslation() {
      if (work.cues.peek()) settingsStore.change({ showTranslation: !settingsStore.settings.peek().showTranslation });
      else {
        closeOffer(); // pressed again, it is one message
        closeOffer = toasts.show({ text: "There is no translation yet.", action: { label: "Translate to English…", run: translate } });
      }
    },
  };
}
