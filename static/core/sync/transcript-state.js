/** The transcript as the user sees it, and what this window knows about the server's. */

import { computed, signal } from "@preact/signals-core";

import { SpanIndex } from "../document/span-index.js";
import { Transcript } from "../document/operations.js";

/** @typedef {ReturnType<typeof createTranscriptState>} TranscriptState */

export function createTranscriptState() {
  const transcript = signal(new Transcript([], []));
  const notice = signal(/** @type {{text: string} | null} */ (null));
  return {
    transcript,
    /** Index of the segments by time; made once per change, on first use. */
    index: computed(() => new SpanIndex(transcript.value.segments)),
    /** The newest revision that this window has seen in full. */
    revision: signal(0),
    isLoaded: signal(false),
    /** A message for the user. */
    notice,
    notify: (/** @type {string} */ text) => void (notice.value = { text }),
  };
}
