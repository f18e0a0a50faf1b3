/** The dialog “Video with subtitles”: choices with a preview frame, the job with its progress, and the finished videos. */

import { html } from "htm/preact";

import { messageOf } from "../../core/base/errors.js";
import { createSettings } from "../../core/commands/settings.js";
import { openDialog } from "../ui/dialogs.js";
import { VideoChoices } from "./video-choices.js";
import { Videos } from "./video-list.js";

/** @typedef {import("../../core/sync/api.js").Api} Api */
/** @typedef {import("../../core/sync/api-types.js").Answers["GET /media/{media_id}"]} Media */
/** @typedef {import("../../core/sync/api-types.js").Answers["GET /video-styles"]["presets"]} Presets */
/** @typedef {import("../../core/sync/api-types.js").Answers["GET /profiles"]["profiles"]} Profiles */
/** @typedef {import("../../core/sync/api-types.js").Answers["GET /media/{media_id}/videos"]["videos"][number]} Video */
/** @typedef {import("../../core/sync/api-types.js").Job} Job */
/** @typedef {import("../../core/commands/settings.js").VideoSettings} Chosen */

const POLL_MS = 700;
const PREVIEW_DELAY_MS = 250; // after the last change of a number or colour
const UNFINISHED = new Set(["queued", "running", "paused"]);

/**
 * @param {object} question
 * @param {Api} question.api
 * @param {Media} question.media
 * @param {Presets} question.presets
 * @param {Profiles} question.profiles
 * @param {number} question.atMs the preview shows the cue at this time
 */
export function openVideoDialog({ api, media, presets, profiles, atMs }) {
  const { settings, change } = createSettings(localStorage);
  let chosen = settings.peek().videoChoices;
  if (!profiles.some(({ name }) => name === chosen.profile)) chosen = { ...chosen, profile: "" }; // one of your own that was removed
  let problem = "";
  let preview = /** @type {{address: string} | {error: string} | null} */ (null);
  let jobs = /** @type {readonly Job[]} */ ([]);
  let videos = /** @type {readonly Video[]} */ ([]);
  let pollTimer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  let drawTimer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  let nAsked = 0;
  let isOpen = true;
  const attempt = async (/** @type {() => Promise<unknown>} */ run) => {
    problem = "";
    await run().catch((error) => void (problem = messageOf(error)));
    if (isOpen) await follow();
  };
  const follow = async () => {
    clearTimeout(pollTimer);
    try {
      [jobs, videos] = await Promise.all([api.jobs(media.id).then(({ jobs: all }) => all.filter(({ kind }) => kind === "subtitled-video")), api.videos(media.id).then((answer) => answer.videos)]);
    } catch (error) {
      problem = messageOf(error);
    }
    if (!isOpen) return;
    if (jobs.some(({ state }) => UNFINISHED.has(state))) pollTimer = setTimeout(() => void follow(), POLL_MS);
    redraw();
  };
  const draw = async () => {
    const asked = (nAsked += 1);
    const shown = chosen.mode === "burn-in" ? await drawPreview(media.id, bodyOf(chosen), atMs) : null;
    if (asked !== nAsked || !isOpen) return; // a later choice has been made meanwhile
    preview = shown;
    redraw();
  };
  const set = (/** @type {Partial<Chosen>} */ changed) => {
    chosen = { ...chosen, ...changed };
    change({ videoChoices: chosen });
    redraw();
    clearTimeout(drawTimer);
    drawTimer = setTimeout(() => void draw(), PREVIEW_DELAY_MS);
  };
  const make = () => attempt(() => api.addJob(media.id, { kind: "subtitled-video", ...bodyOf(chosen) }));
  const { redraw } = openDialog(`Video with subtitles: “${media.title}”`, (close) => html`
    <div class="export video-form">
      <${VideoChoices} chosen=${chosen} set=${set} presets=${presets} profiles=${profiles} hasVideo=${media.has_video} frameRate=${media.frame_rate} />
      <div>
        <${Preview} mode=${chosen.mode} preview=${preview} />
        <${Videos} mediaId=${media.id} jobs=${jobs} videos=${videos} cancel=${(/** @type {number} */ id) => attempt(() => api.cancelJob(id))} remove=${(/** @type {string} */ id) => attempt(() => api.deleteVideo(media.id, id))} />
      </div>
    </div>
    ${problem && html`<p class="is-error" role="alert">${problem}</p>`}
    <p class="dialog-actions">
      <button class="button" onClick=${close}>Close</button>
      <button class="button is-main" autofocus onClick=${make}>Make the video</button>
    </p>
  `, { className: "is-wide is-export", onClose: () => {
    isOpen = false;
    clearTimeout(pollTimer);
    clearTimeout(drawTimer);
  } });
  void draw();
  void follow();
}

/**
 * The body of a job, or of a preview.
 *
 * @param {Chosen} chosen
 * @returns {Omit<import("../../core/sync/api-types.js").Bodies["POST /media/{media_id}/jobs"], "kind">}
 */
function bodyOf({ mode, container, quality, trackFormat, title, profile, frameRate, preset, style, canvas }) {
  return { mode, container, quality, track_format: trackFormat, title, profile, frame_rate: frameRate, style: { preset, ...style }, canvas };
}

/**
 * @param {string} mediaId
 * @param {object} body
 * @param {number} atMs
 * @returns {Promise<{address: string} | {error: string}>}
 */
async function drawPreview(mediaId, body, atMs) {
  try {
    const response = await fetch(`/api/v1/media/${mediaId}/videos/preview`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...body, time: atMs / 1000 }) });
    if (!response.ok) return { error: (await response.json()).title };
    return { address: await asDataAddress(await response.blob()) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/**
 * The page's security policy allows images of the server, and data addresses.
 *
 * @param {Blob} blob
 * @returns {Promise<string>}
 */
function asDataAddress(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** @param {{mode: string, preview: {address: string} | {error: string} | null}} props */
function Preview({ mode, preview }) {
  if (mode === "track") return html`<p class="quiet">Players show a track in their own style. Audio and video stay as they are.</p>`;
  return html`<figure class="video-preview" aria-busy=${preview === null}>
    ${preview === null ? html`<p class="quiet">Drawing a frame…</p>`
      : "error" in preview ? html`<p class="is-error" role="alert">${preview.error}</p>`
      : html`<img src=${preview.address} alt="A frame of the video with its subtitle" />`}
  </figure>`;
}
