/** When a part of a segment's text is spoken. */

/**
 * Time range of a part of the text: from its first word's start to its last word's end, else estimated by
 * text length.
 *
 * @param {Pick<import("../document/operations.js").Segment, "text" | "words" | "startMs" | "endMs"> | null} segment
 * @param {{from: number, to: number}} part
 */
export function hitTimes(segment, { from, to }) {
  if (!segment) return { startMs: 0, endMs: 0 };
  let at = 0;
  let startMs = null;
  let endMs = null;
  for (const word of segment.words) {
    const place = segment.text.indexOf(word.text, at);
    if (place < 0) continue;
    at = place + word.text.length;
    if (at > from && place < to) {
      startMs ??= word.startMs;
      endMs = word.endMs;
    }
  }
  if (startMs !== null && endMs !== null) return { startMs, endMs };
  const perCharacter = (segment.endMs - segment.startMs) / Math.max(1, segment.text.length);
  return { startMs: Math.round(segment.startMs + from * perCharacter), endMs: Math.round(segment.startMs + to * perCharacter) };
}
