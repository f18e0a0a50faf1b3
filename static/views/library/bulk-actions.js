/** One action on many recordings: a few large requests, and one message at the end. */

import { signal } from "@preact/signals";

import { messageOf } from "../../core/base/errors.js";
import { askText } from "../ui/dialogs.js";
import { count } from "../ui/format.js";
import { openArchive } from "./archive-dialog.js";
import { askBulkDraft } from "./draft-dialog.js";
import { askTagChanges } from "./tag-dialogs.js";

/** @typedef {import("../../core/sync/api.js").Bodies["POST /library/bulk"]} Bulk */
/** @typedef {Bulk extends infer One ? One extends unknown ? Omit<One, "ids"> : never : never} Action */

const IDS_AT_ONCE = 500; // recordings in one request, so that the progress shows

/**
 * @param {import("../../core/sync/api.js").Api} api
 * @param {object} page
 * @param {import("./list-state.js").List} page.list
 * @param {import("../ui/toasts.js").Toasts} page.toasts
 * @param {() => import("../editing/asr-dialogs.js").Choices | null} page.choices
 * @param {() => import("../../core/commands/settings.js").Settings} page.settings
 * @param {import("../datasets/datasets.js").Datasets} page.datasets
 */
export function createBulkActions(api, { list, toasts, choices, settings, datasets }) {
  /** What is being done now, in words. @type {import("@preact/signals").Signal<string | null>} */
  const running = signal(null);
  /**
   * Do one thing with each recording. What fails stays as it is, is named with its reason, and can be tried again.
   *
   * @param {readonly string[]} ids
   * @param {Action} action
   * @param {(done: readonly string[]) => import("../ui/toasts.js").Toast} tell the message about what was done
   */
  const each = async (ids, action, tell) => {
    if (running.peek() !== null) return;
    const done = /** @type {string[]} */ ([]);
    const failed = /** @type {{id: string, title: string}[]} */ ([]);
    for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
      running.value = ids.length > IDS_AT_ONCE ? `${at.toLocaleString()} of ${ids.length.toLocaleString()} done…` : "Working…";
      const part = ids.slice(at, at + IDS_AT_ONCE);
      const refused = await send(api, part, action);
      failed.push(...refused);
      const isRefused = new Set(refused.map(({ id }) => id));
      done.push(...part.filter((id) => !isRefused.has(id)));
    }
    running.value = null;
    if (action.action === "delete") list.gone(done);
    list.refresh();
    if (done.length) toasts.show(tell(done));
    if (failed.length) toasts.show({ text: spellFailures(failed, list), kind: "error", action: { label: "Try again", run: () => void each(failed.map(({ id }) => id), action, tell) } });
  };
  const restore = (/** @type {readonly string[]} */ ids) => each(ids, { action: "restore" }, (done) => ({ text: `${count(done.length, "recording")} restored.` }));
  const fail = (/** @type {unknown} */ error) => void toasts.show({ text: messageOf(error), kind: "error" });
  const setProject = (/** @type {string[]} */ ids, /** @type {string | null} */ project) =>
    void each(ids, { action: "project", project }, (done) => ({ text: project === null ? `${count(done.length, "recording")} taken out of the collection.` : `${count(done.length, "recording")} put into the collection.` }));
  return {
    running,
    remove: (/** @type {string[]} */ ids) =>
      void each(ids, { action: "delete" }, (done) => ({ text: `${count(done.length, "recording")} deleted.`, action: { label: "Undo", run: () => void restore(done) } })),
    setLanguage: (/** @type {string[]} */ ids, /** @type {string | null} */ language) =>
      void each(ids, { action: "language", language }, (done) => ({ text: `The language of ${count(done.length, "recording")} was set.` })),
    draft(/** @type {string[]} */ ids) {
      const known = choices();
      if (known) askBulkDraft({ n: ids.length, choices: known, settings: settings(), onDone: (options) => void each(ids, { action: "draft", ...options }, (done) => ({ text: `${count(done.length, "draft")} requested.` })) });
    },
    tags: (/** @type {string[]} */ ids) =>
      askTagChanges({
        n: ids.length,
        known: list.knownTags(),
        onDone: (changes) => void each(ids, { action: "tags", ...changes }, (done) => ({ text: `The tags of ${count(done.length, "recording")} were changed.` })),
      }),
    setProject,
    newProject: (/** @type {string[]} */ ids) =>
      askText({
        title: `New collection of ${count(ids.length, "recording")}`,
        label: "Name",
        value: "",
        action: "Add",
        onDone: (name) => void api.addProject({ name }).then(({ id }) => setProject(ids, id), fail),
      }),
    /** A dataset is made of recordings of one collection, since speakers and splits belong to it. @param {string[]} ids */
    dataset(ids) {
      const projects = new Set(ids.map((id) => list.known(id)).filter((row) => row !== undefined).map((row) => row.project));
      const [id] = projects;
      const project = list.listed.peek().summary?.projects.find((one) => one.id === id);
      if (projects.size !== 1 || !project) return void toasts.show({ text: "A dataset is made of recordings of one collection. Put these into one with Collection…, then try again.", kind: "error" });
      void datasets.open(project, ids);
    },
    archive: (/** @type {string[]} */ ids) =>
      void api.formats().then(({ formats }) => openArchive(ids, formats), fail),
  };
}

/**
 * @param {import("../../core/sync/api.js").Api} api
 * @param {string[]} ids
 * @param {Action} action
 * @returns {Promise<{id: string, title: string}[]>} what failed, with the reason; all of them if there is no answer
 */
async function send(api, ids, action) {
  try {
    return (await api.bulk(/** @type {Bulk} */ ({ ids, ...action }))).failed;
  } catch (error) {
    return ids.map((id) => ({ id, title: messageOf(error) }));
  }
}

/** @param {{id: string, title: string}[]} failed @param {import("./list-state.js").List} list */
function spellFailures(failed, list) {
  const [{ id, title }] = failed;
  const name = list.known(id)?.title;
  const others = failed.length > 1 ? ` The same step failed for ${count(failed.length - 1, "more recording")}.` : "";
  return `${name ? `“${name}”: ` : ""}${title}${others}`;
}

/** @typedef {ReturnType<typeof createBulkActions>} BulkActions */
