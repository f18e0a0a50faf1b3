/** Text tools: find and replace, similar corrections, autocorrect. */

import { joinText } from "../../core/document/operations.js";
import { afterSplit, isOrdinaryIn, mergedText } from "../../core/editing/split-merge-text.js";
import { createAutocorrect } from "./autocorrect.js";
import { createSimilarCorrections } from "./similar-corrections.js";
import { createFindPanel } from "./find-panel.js";
import { joinActions } from "../../core/commands/actions.js";

/** @typedef {import("../../core/document/operations.js").Operation} Operation */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.root
 * @param {HTMLElement} editor.rail takes the offer of similar corrections
 * @param {HTMLElement} editor.element the list's frame
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("./actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} editor.settingsStore
 */
export function createTextTools(scope, { root, rail, element, store, api, player, list, selection, toasts, settingsStore }) {
  const { settings } = settingsStore;
  const findPanel = createFindPanel(scope, { root, element, store, player, list, selection, toasts });
  const autocorrect = createAutocorrect(scope, { element, store, player, list, selection, toasts, settingsStore });
  const similarCorrections = createSimilarCorrections(scope, { rail, element, store, api, player, toasts, settings, findPanel });
  const textOf = (/** @type {number} */ id) => store.transcript.peek().segment(id)?.text ?? "";
  const seams = {
    /**
     * A split or merge with the correction of capitals and full stops at its seam, to be applied as one edit.
     * @param {Operation} op
     * @returns {Operation[]}
     */
    withSeam(op) {
      if (!settings.peek().fixesSeams) return [op];
      const { language } = player.media.peek();
      if (op.op === "split") {
        const characters = [...textOf(op.id)];
        const right = characters.slice(op.atChar).join("").trimStart();
        const text = afterSplit(characters.slice(0, op.atChar).join(""), right, language);
        return text === right ? [op] : [op, { op: "set_text", id: op.newId, text }];
      }
      if (op.op !== "merge") return [op];
      const [left, right] = [textOf(op.id), textOf(op.otherId)];
      const { segments } = store.transcript.peek();
      const isOrdinary = (/** @type {string} */ word) => isOrdinaryIn(segments.map((segment) => segment.text), word, language);
      const text = mergedText(left, right, isOrdinary, language);
      return text === joinText(left, right) ? [op] : [op, { op: "set_text", id: op.id, text }];
    },
  };
  return joinActions({ findPanel, autocorrect, similarCorrections, seams });
}

/** @typedef {ReturnType<typeof createTextTools>} TextTools */
