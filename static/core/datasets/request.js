/** What the form of a dataset asks for, and what the server says of it, in words. */

import { formatClock } from "../base/clock.js";

/** @typedef {import("../sync/api.js").CorpusRequest} CorpusRequest */
/** @typedef {import("../sync/api.js").Answers["GET /formats/corpora"]["formats"][number]} CorpusFormat */
/** @typedef {import("../sync/api-types.js").Corpus} Corpus */
/** @typedef {import("../sync/api-types.js").Release} Release */
/** @typedef {Pick<FormData, "get" | "getAll" | "has">} Fields */

const COMMON_RATES = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

/**
 * The rates that a format and its audio hold, of those that are in use; the format's own first if it has no others.
 *
 * @param {CorpusFormat} format
 * @param {string} audio
 */
export function ratesOf(format, audio) {
  const held = format.audio.find(({ name }) => name === audio)?.rates ?? [];
  const allowed = format.rates.length ? format.rates : COMMON_RATES;
  return held.length ? allowed.filter((rate) => held.includes(rate)) : allowed;
}

/**
 * Read the form. A number that is not one is left out: the server then takes its default.
 *
 * @param {Fields} fields
 * @param {readonly string[]} recordings all of the collection if empty
 * @returns {CorpusRequest}
 */
export function readRequest(fields, recordings) {
  const text = (/** @type {string} */ name) => String(fields.get(name) ?? "").trim();
  const list = (/** @type {string} */ name) => text(name).split(",").map((one) => one.trim()).filter(Boolean);
  return {
    format: /** @type {CorpusRequest["format"]} */ (text("format")),
    audio: /** @type {CorpusRequest["audio"]} */ (text("audio")),
    rate: Number(text("rate")) || 0,
    statuses: /** @type {NonNullable<CorpusRequest["statuses"]>} */ (fields.getAll("status").map(String)),
    tags: list("tags"),
    speakers: list("speakers"),
    ...number("min_seconds", text("min_seconds")),
    ...number("max_seconds", text("max_seconds")),
    ...number("padding_ms", text("padding_ms")),
    ...number("min_snr_db", text("min_snr_db")),
    ...number("loudness", text("loudness")),
    ...number("redact_padding_ms", text("redact_padding_ms")),
    redact: text("redact").split("\n").map((one) => one.trim()).filter(Boolean),
    redact_flagged: fields.has("redact_flagged"),
    redact_sound: /** @type {CorpusRequest["redact_sound"]} */ (text("redact_sound") || "silence"),
    whole_recordings: fields.has("whole_recordings"),
    overlap: fields.has("overlap"),
    trim_silence: fields.has("trim_silence"),
    marks: fields.has("drop_marks") ? "drop" : "keep",
    normaliser: /** @type {CorpusRequest["normaliser"]} */ (text("normaliser")),
    splits: text("splits"),
    on_join: fields.has("move_joined") ? "move" : "freeze",
    version: text("version"),
    folder: text("folder"),
    recordings: [...recordings],
  };
}

/** @param {string} name @param {string} text */
function number(name, text) {
  return text && Number.isFinite(Number(text)) ? { [name]: Number(text) } : {};
}

/** The size and the splits of a planned dataset. @param {Corpus} plan */
export function spellPlan({ clips, hours, recordings, speakers, bytes, splits, redacted }) {
  const shares = Object.entries(splits).sort((a, b) => b[1] - a[1]).map(([name, share]) => `${name} ${(100 * share).toFixed(1)} %`);
  return [
    `${n(clips, "clip")}, ${formatClock(hours * 3_600_000)}, of ${n(speakers, "speaker")} in ${n(recordings, "recording")}; about ${spellBytes(bytes)}`,
    ...(shares.length > 1 ? [shares.join(", ")] : []),
    ...(redacted ? [`${n(redacted, "place")} in the texts ${redacted === 1 ? "is" : "are"} redacted`] : []),
  ];
}

/** How two releases differ. @param {import("../sync/api.js").Answers["GET /projects/{project_id}/releases/{release_id}/difference"]} found */
export function spellDifference(found) {
  const parts = [["added", found.added.n], ["removed", found.removed.n], ["changed", found.changed.n], ["in another split", found.moved.n]];
  const told = parts.filter(([, amount]) => amount).map(([name, amount]) => `${Number(amount).toLocaleString("en")} ${name}`);
  return told.length ? `Clips: ${told.join(", ")}` : "The same clips";
}

/**
 * The version after the newest one: its last number is one higher.
 *
 * @param {readonly Pick<Release, "version">[]} releases newest first
 */
export function nextVersion(releases) {
  if (!releases.length) return "1.0.0";
  const found = /^(.*?)(\d+)$/.exec(releases[0].version);
  return found ? `${found[1]}${Number(found[2]) + 1}` : `${releases[0].version}.1`;
}

/** @param {number} amount @param {string} what */
function n(amount, what) {
  return `${amount.toLocaleString("en")} ${what}${amount === 1 ? "" : "s"}`;
}

/** @param {number} bytes */
export function spellBytes(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
