/** One action on many recordings: a few requests at once, and one message at the end. */

import { messageOf } from "../../core/base/errors.js";
import { count } from "../ui/format.js";

/** @typedef {import("../../core/sync/api-types.js").Media} Media */

const AT_ONCE = 4;

/**
 * @param {import("../../core/sync/api.js").Api} api
 * @param {object} page
 * @param {(media: Media) => void} page.put
 * @param {import("../ui/toasts.js").Toasts} page.toasts
 * @param {() => {model?: string, [option: string]: unknown}} page.draftOptions of recordings without a draft
 */
export function createBulkActions(api, { put, toasts, draftOptions }) {
  /**
   * Do one thing with each recording. What fails stays as it is, is named with its reason, and can be tried again.
   *
   * @param {Media[]} all
   * @param {(media: Media) => Promise<Media>} act
   * @param {(done: Media[]) => import("../ui/toasts.js").Toast} tell the message about what was done
   */
  const each = async (all, act, tell) => {
    const done = /** @type {Media[]} */ ([]);
    const failed = /** @type {{media: Media, error: unknown}[]} */ ([]);
    const waiting = [...all];
    const work = async () => {
      for (let media = waiting.shift(); media; media = waiting.shift()) {
        try {
          put(await act(media));
          done.push(media);
        } catch (error) {
          failed.push({ media, error });
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (done.length) toasts.show(tell(done));
    if (!failed.length) return;
    const [{ media, error }] = failed;
    const others = failed.length > 1 ? ` The same step failed for ${count(failed.length - 1, "more recording")}.` : "";
    const again = failed.map((one) => one.media);
    toasts.show({ text: `“${media.title}”: ${messageOf(error)}${others}`, kind: "error", action: { label: "Try again", run: () => void each(again, act, tell) } });
  };
  const restore = (/** @type {Media[]} */ all) =>
    each(all, (media) => api.restoreMedia(media.id), (done) => ({ text: `${count(done.length, "recording")} restored.` }));
  return {
    remove: (/** @type {Media[]} */ all) =>
      each(all, (media) => api.deleteMedia(media.id), (done) => ({
        text: `${count(done.length, "recording")} deleted.`,
        action: { label: "Undo", run: () => void restore(done) },
      })),
    setLanguage: (/** @type {Media[]} */ all, /** @type {string | null} */ language) =>
      each(all, (media) => api.changeMedia(media.id, { language }), (done) => ({ text: `The language of ${count(done.length, "recording")} was set.` })),
    draft: (/** @type {Media[]} */ all) =>
      each(
        all,
        async (media) => {
          await api.draft(media.id, media.draft ? {} : firstDraft(draftOptions()));
          return api.media(media.id);
        },
        (done) => ({ text: `${count(done.length, "draft")} requested.` }),
      ),
  };
}

/**
 * Options of a first draft: someone who asks for a draft wants one, also with *no model* for new recordings.
 *
 * @param {{model?: string, [option: string]: unknown}} options
 */
function firstDraft({ model, ...options }) {
  return model === "none" ? options : { model, ...options };
}

/** @typedef {ReturnType<typeof createBulkActions>} BulkActions */
