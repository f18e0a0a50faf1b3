/** A comparison of models on a release, in words. */

/** @typedef {import("../sync/api.js").Answers["GET /projects/{project_id}/releases/{release_id}/bakeoffs"]["bakeoffs"][number]} Comparison */
/** @typedef {NonNullable<Comparison["report"]>} Report */
/** @typedef {Report["models"][number]} ModelReport */

/** The table's heads. */
export const HEADS = ["Model", "WER", "CER", "Substituted", "Missing", "Added", "Terms", "CPU s per s", "Memory"];

/** The cells of a model's row, under `HEADS`. @param {ModelReport} of @returns {string[]} */
export function cellsOf({ model, wer, cer, substitutions, deletions, insertions, terms, cpu_s_per_s, peak_bytes }) {
  return [
    model,
    spellRate(wer),
    cer ? percent(cer.value) : "no words",
    ...[substitutions, deletions, insertions].map((amount) => amount.toLocaleString("en")),
    terms.said ? `${Math.round((100 * terms.written) / terms.said)} % of ${terms.said.toLocaleString("en")}` : "none said",
    cpu_s_per_s.toFixed(3),
    `${Math.round(peak_bytes / 1e6).toLocaleString("en")} MB`,
  ];
}

/** An error rate with its interval. @param {ModelReport["wer"]} rate */
export function spellRate(rate) {
  if (!rate) return "no words";
  if (rate.low === null || rate.high === null) return percent(rate.value);
  return `${percent(rate.value)} (${(100 * rate.low).toFixed(1)} to ${(100 * rate.high).toFixed(1)})`;
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

/** What was compared. @param {Report} report */
export function spellSet({ release, recordings, words, hours }) {
  const minutes = Math.max(1, Math.round(60 * hours));
  const length = minutes >= 120 ? `${hours.toFixed(1)} hours` : `${minutes} min`;
  return `Split ${release.split}: ${words.toLocaleString("en")} words in ${recordings.toLocaleString("en")} ${recordings === 1 ? "recording" : "recordings"}, ${length}`;
}
