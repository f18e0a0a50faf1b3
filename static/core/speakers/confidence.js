/** How sure the speakers of segments are, as the server told it. */

/** @typedef {{id: number, speaker: string | null, status: string}} Tagged */

export class SpeakerConfidence {
  /**
   * @param {readonly {id: number, confidence: number}[]} told by segment
   * @param {number} under a lower confidence is low
   * @param {readonly Tagged[]} segments as they were then
   */
  constructor(told, under, segments) {
    this.under = under;
    const speakers = new Map(segments.map(({ id, speaker }) => [id, speaker]));
    /** @type {ReadonlyMap<number, string | null>} */
    this.seen = speakers;
    /** What was told of a speaker does not hold for the next one. @type {ReadonlyMap<number, {speaker: string | null, confidence: number}>} */
    this.told = new Map(told.map(({ id, confidence }) => [id, { speaker: speakers.get(id) ?? null, confidence }]));
  }

  /**
   * The confidence of a speaker that has a low one; null where it is high, not known, or a person has decided.
   * @param {Tagged} segment
   */
  lowConfidenceOf({ id, speaker, status }) {
    const told = this.told.get(id);
    const isOpen = told !== undefined && speaker !== null && told.speaker === speaker && (status === "draft" || status === "corrected");
    return isOpen && told.confidence < this.under ? told.confidence : null;
  }

  /** Whether something is told of any segment, and there are segments with a speaker that are not known. @param {readonly Tagged[]} segments */
  misses(segments) {
    return this.told.size > 0 && segments.some(({ id, speaker }) => speaker !== null && !this.seen.has(id));
  }
}

/** Nothing is known. */
export const NO_CONFIDENCE = new SpeakerConfidence([], 0, []);
