/** The lines of a cue as SubRip files of this program hold them (`transcribe/formats/srt.py`). */

/* eslint-disable no-control-regex -- Python counts these among spaces and line ends */
const LINE_ENDS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/; // what Python's str.splitlines() cuts at
const EDGES = /^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g;
/* eslint-enable no-control-regex */

/**
 * @param {{text: string, speaker: string | null}} segment
 * @param {readonly {id: string, name: string}[]} speakers
 * @param {boolean} withSpeaker
 * @returns {string} empty for a segment that is not exported
 */
export function cueText(segment, speakers, withSpeaker) {
  const lines = segment.text.split(LINE_ENDS).map((line) => line.replace(EDGES, ""));
  const text = lines.filter(Boolean).join("\n").replaceAll("-->", "\u2192").replaceAll("\0", "");
  if (!text) return "";
  const speaker = withSpeaker ? speakers.find(({ id }) => id === segment.speaker) : undefined;
  return `${speaker ? `${speaker.name}: ` : ""}${text}`;
}
