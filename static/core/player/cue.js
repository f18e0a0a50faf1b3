/** The lines of a cue, as in this program's SubRip files (`transcribe/formats/srt.py`). */

/* eslint-disable no-control-regex -- Python treats these as spaces and line ends */
const LINE_ENDS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/; // line ends of Python's str.splitlines()
const EDGES = /^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g;
/* eslint-enable no-control-regex */

/**
 * @param {{text: string, speaker: string | null}} segment
 * @param {readonly {id: string, name: string}[]} speakers
 * @param {boolean} withSpeaker
 * @returns {string} empty if the segment is not exported
 */
export function cueText(segment, speakers, withSpeaker) {
  const lines = segment.text.split(LINE_ENDS).map((line) => line.replace(EDGES, ""));
  const text = lines.filter(Boolean).join("\n").replaceAll("-->", "\u2192").replaceAll("\0", "");
  if (!text) return "";
  const speaker = withSpeaker ? speakers.find(({ id }) => id === segment.speaker) : undefined;
  return `${speaker ? `${speaker.name}: ` : ""}${text}`;
}
