/** Segments as plain text for the clipboard, one line each, as the text export writes them. */

/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("../document/operations.js").Speaker} Speaker */

/**
 * A line per segment; segments without text are left out.
 *
 * @param {readonly Pick<Segment, "startMs" | "text" | "speaker">[]} segments
 * @param {readonly Speaker[]} speakers
 * @param {{times?: boolean, speakers?: boolean}} [options] `speakers`: the name at each change of speaker, with `times` on each line
 */
export function transcriptText(segments, speakers, { times = false, speakers: withSpeakers = false } = {}) {
  const names = new Map(speakers.map(({ id, name }) => [id, oneLine(name)]));
  /** @type {string[]} */
  const lines = [];
  let previous = /** @type {string | null} */ (null);
  for (const segment of segments) {
    const text = oneLine(segment.text);
    if (!text) continue;
    const isNamed = withSpeakers && segment.speaker !== null && (times || segment.speaker !== previous);
    const name = isNamed ? names.get(/** @type {string} */ (segment.speaker)) : "";
    previous = segment.speaker;
    lines.push(`${times ? `[${timestamp(segment.startMs)}] ` : ""}${name ? `${name}: ` : ""}${text}`);
  }
  return lines.join("\n");
}

/**
 * The segments of a selection that begins in one text and ends in another.
 *
 * @param {readonly Segment[]} segments in the order of the transcript
 * @param {{id: number, offset: number}} from in UTF-16 units
 * @param {{id: number, offset: number}} to
 * @returns {Segment[]} the first and the last with the selected part of their text
 */
export function selectedParts(segments, from, to) {
  const [first, last] = [from, to].map(({ id }) => segments.findIndex((segment) => segment.id === id));
  if (first < 0 || last < first) return [];
  return segments.slice(first, last + 1).map((segment, n) => {
    const begin = n === 0 ? from.offset : 0;
    const end = n === last - first ? to.offset : segment.text.length;
    return { ...segment, text: segment.text.slice(begin, end) };
  });
}

/** @param {string} text */
function oneLine(text) {
  return text.replace(/[ \t\r\n\f\v]+/g, " ").replace(/^ | $/g, "");
}

/**
 * HH:MM:SS.mmm
 * @param {number} ms
 */
function timestamp(ms) {
  const part = (/** @type {number} */ unit, /** @type {number} */ of, length = 2) => String(Math.floor(ms / unit) % of).padStart(length, "0");
  return `${part(3_600_000, 1_000_000)}:${part(60_000, 60)}:${part(1000, 60)}.${part(1, 1000, 3)}`;
}
