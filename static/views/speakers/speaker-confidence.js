/** How sure the speakers of segments are: read from the server when a job has found them, and when segments are new. */

import { effect, signal } from "@preact/signals";

import { NO_CONFIDENCE, SpeakerConfidence } from "../../core/speakers/confidence.js";

const WAIT_MS = 800; // edits come in series
const MOST_BEHIND = 10; // times; while others edit all the time, what is known is shown

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {string} editor.mediaId
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/events.js").EventStream} editor.events
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 */
export function createSpeakerConfidence(scope, { mediaId, api, events, store }) {
  const confidence = signal(NO_CONFIDENCE);
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  let nBehind = 0;
  const read = async () => {
    if (!store.isLoaded.peek()) return;
    await store.whenSaved();
    const [{ segments }, revision] = [store.transcript.peek(), store.revision.peek()];
    const answer = await api.speakerTurns(mediaId).catch(() => null); // read again at the next event
    // The edits of a job may arrive after its end: then the answer is about other segments than those shown.
    const isBehind = answer !== null && answer.revision > revision;
    nBehind = isBehind ? nBehind + 1 : 0;
    if (isBehind && nBehind < MOST_BEHIND) readSoon(WAIT_MS);
    else if (answer) confidence.value = new SpeakerConfidence(answer.segments, answer.low_confidence_under, segments);
  };
  const readSoon = (/** @type {number} */ ms) => {
    clearTimeout(timer);
    timer = setTimeout(() => void read(), ms);
  };
  events.on("job", (job) => job.media === mediaId && job.kind === "speakers" && job.state === "done" && readSoon(0));
  events.on("reset", () => readSoon(0));
  scope.add(effect(() => void (store.isLoaded.value && readSoon(0))));
  scope.add(() => clearTimeout(timer));
  scope.add(
    effect(() => {
      if (confidence.peek().misses(store.transcript.value.segments)) readSoon(WAIT_MS);
    }),
  );
  // An undo takes back a confirmation.
  scope.add(effect(() => void (store.taken.value && confidence.peek().told.size && readSoon(WAIT_MS))));
  return {
    /** What is known now. @type {import("@preact/signals").ReadonlySignal<SpeakerConfidence>} */
    confidence,
    read,
  };
}

/** @typedef {ReturnType<typeof createSpeakerConfidence>} KnownConfidence */
