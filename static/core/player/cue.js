/** The lines of a cue, as players show this program's SubRip files (`transcribe/formats/srt.py`). */

const EDGES = /^[ \t\f\v]+|[ \t\f\v]+$/g; // no-break spaces stay

/**
 * @param {{text: string, speaker: string | null}} segment
 * @param {readonly {id: string, name: string}[]} speakers
 * @param {boolean} withSpeaker
 * @returns {string} empty if the segment is not exported
 */
export function cueText(segment, speakers, withSpeaker) {
  const lines = segment.text.replaceAll("\0", "").split(/\r\n|[\n\r]/).map((line) => line.replace(EDGES, ""));
  const text = lines.join("\n").replace(/^\n+|\n+$/g, "");
  if (!text) return "";
  const speaker = withSpeaker ? speakers.find(({ id }) => id === segment.speaker) : undefined;
  return `${speaker?.name ? `${speaker.name}: ` : ""}${text}`;
}
