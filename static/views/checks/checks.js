/**
 * Checks beside the list: what the cues of an export for a delivery profile do not keep. It follows edits, and keys go to the next
 * and the previous finding.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { messageOf } from "../../core/base/errors.js";
import { count } from "../ui/format.js";
import { keyText } from "../ui/key-labels.js";
import { createSidePanel, followEdits } from "../ui/side-panel.js";
import { ChecksView } from "./checks-view.js";

/** @typedef {import("../../core/base/scope.js").Scope} Scope */
/** @typedef {import("../../core/sync/api-types.js").Answers["GET /media/{media_id}/checks"]} Checked */
/** @typedef {Checked["findings"][number]} Finding */
/** @typedef {import("./checks-view.js").Profile} Profile */

const FIRST_PROFILE = "netflix-en";

/**
 * @param {Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.root the panel's parent
 * @param {HTMLElement} editor.list the panel covers its right part
 * @param {string} editor.mediaId
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {{seek: (ms: number) => void}} editor.player
 * @param {{setSegment: (id: number | null, options?: {scroll?: boolean, focus?: boolean}) => void}} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} editor.settingsStore
 * @param {() => string} editor.author
 */
export function createChecks(scope, { root, list, mediaId, api, store, player, selection, toasts, settingsStore, author }) {
  const checked = signal(/** @type {Checked | null} */ (null));
  const profiles = signal(/** @type {readonly Profile[]} */ ([]));
  const problem = signal("");
  const chosen = signal(-1);
  const profile = () => settingsStore.settings.peek().exportProfile || FIRST_PROFILE;
  let isStale = false;
  let running = /** @type {Promise<void> | null} */ (null);
  let gone = -1; // where the finding stood that an edit removed: the next one is there now
  const readOnce = async () => {
    isStale = false;
    try {
      if (!profiles.peek().length) profiles.value = (await api.profiles()).profiles;
      await store.whenSaved();
      const found = await api.checks(mediaId, profile());
      if (isStale) return; // an edit or another profile since then
      const before = chosen.peek();
      const after = findAgain(found.findings, checked.peek()?.findings[before], before);
      if (before >= 0 && after < 0) gone = before;
      checked.value = found;
      chosen.value = after;
      problem.value = "";
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  const readUntilFresh = async () => {
    while (isStale) await readOnce();
    running = null;
  };
  // One request at a time: a long recording takes the server seconds, and edits come faster.
  const read = () => {
    isStale = true;
    return (running ??= readUntilFresh());
  };
  const { panel, isOpen, open, close } = createSidePanel(scope, { root, list, label: "Checks", className: "history checks", onOpen: () => void read() });
  const goTo = (/** @type {number} */ index) => {
    const finding = checked.peek()?.findings[index];
    if (!finding) return;
    gone = -1;
    chosen.value = index;
    panel.querySelector(".is-chosen")?.scrollIntoView({ block: "nearest" });
    const [id = null] = finding.segments ?? [];
    if (id !== null) selection.setSegment(id, { scroll: true, focus: true });
    player.seek(finding.start * 1000);
  };
  const step = async (/** @type {1 | -1} */ way) => {
    if (!isOpen.peek()) open();
    if (!checked.peek()) await (running ?? read());
    const n = checked.peek()?.findings.length ?? 0;
    const from = chosen.peek() >= 0 ? chosen.peek() + way : Math.max(gone, 0) - Number(way < 0);
    if (n) goTo((from + n) % n);
  };
  const { fix, fixAt } = createFixes({ mediaId, api, store, toasts, author, profile, finding: (index) => checked.peek()?.findings[index] });
  const setProfile = (/** @type {string} */ name) => {
    settingsStore.change({ exportProfile: name });
    checked.value = null;
    chosen.value = gone = -1;
    void read();
  };
  followEdits(scope, { isOpen, revision: store.revision, read: () => void read() });
  scope.add(
    effect(() => {
      const view = { checked: checked.value, profiles: profiles.value, problem: problem.value, chosen: chosen.value, profile: profile() };
      if (isOpen.value) render(html`<${ChecksView} view=${view} actions=${{ goTo, fixAt, fixAll: () => void fix({}), setProfile, close, again: () => void read() }} />`, panel);
    }),
  );
  return {
    toggleChecks: () => (isOpen.peek() ? close() : open()),
    nextFinding: () => void step(1),
    previousFinding: () => void step(-1),
    fixFinding: () => fixAt(chosen.peek()),
    fixFindings: () => void fix({}),
  };
}

/**
 * Fixes of signs in the texts, as edits of their own. Times and lines are each export's.
 *
 * @param {object} parts
 * @param {string} parts.mediaId
 * @param {import("../../core/sync/api.js").Api} parts.api
 * @param {import("../../core/sync/transcript-store.js").Store} parts.store
 * @param {import("../ui/toasts.js").Toasts} parts.toasts
 * @param {() => string} parts.author
 * @param {() => string} parts.profile
 * @param {(index: number) => Finding | undefined} parts.finding
 */
function createFixes({ mediaId, api, store, toasts, author, profile, finding }) {
  /** @param {{segments?: number[], approved?: boolean}} which */
  const fix = async ({ segments, approved = false }) => {
    try {
      await store.whenSaved();
      const done = await api.fixChecks(mediaId, { profile: profile(), author: author(), segments: segments ?? null, approved });
      await store.reload();
      const left = done.kept ? ` ${count(done.kept, "approved segment")} ${done.kept === 1 ? "was" : "were"} left: fix ${done.kept === 1 ? "it" : "them"} one by one.` : "";
      if (!done.edit) toasts.show({ text: `Nothing was fixed: a person decides.${left}` });
      else toasts.show({ text: `${count(done.segments, "segment")} fixed; every word stays.${left}`, kind: "success", action: store.offerUndo({ edit: done.edit }) });
    } catch (error) {
      toasts.fail(error, () => void fix({ segments, approved }));
    }
  };
  const fixAt = (/** @type {number} */ index) => {
    const segments = finding(index)?.segments;
    if (segments?.length) void fix({ segments, approved: true }); // the person sees it
    else toasts.show({ text: keyText("Go to a finding first ({next-finding}).") });
  };
  return { fix, fixAt };
}

/**
 * The index of a finding in a new list: that of the same check and segment, nearest to its old place; -1 if it is gone.
 *
 * @param {readonly Finding[]} findings
 * @param {Finding | undefined} finding
 * @param {number} place
 */
function findAgain(findings, finding, place) {
  const same = findings.flatMap(({ name, segments }, index) => (name === finding?.name && segments?.[0] === finding?.segments?.[0] ? [index] : []));
  return same.sort((a, b) => Math.abs(a - place) - Math.abs(b - place))[0] ?? -1;
}
