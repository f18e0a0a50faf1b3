/**
 * Help while typing: autocorrection and abbreviations, pasting as plain text, non-speech marks, the
 * browser's spell check in the recording's language, and disfluencies struck through in the clean view.
 */

import { effect } from "@preact/signals";

import { filled, withMark } from "../../core/editing/autocorrect.js";
import { caretOffset } from "../ui/caret.js";
import { createDisfluencyMarks } from "../segments/disfluency-marks.js";
import { createPastedText } from "./pasted-text.js";
import { createTypingCorrections } from "./typing-corrections.js";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.element the list's frame
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("./actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} editor.settingsStore
 */
export function createAutocorrect(scope, { element, store, player, list, selection, toasts, settingsStore }) {
  const { settings } = settingsStore;

  /** Set a text as a separate edit and place the cursor in it. */
  const put = (/** @type {number} */ id, /** @type {string} */ text, /** @type {number} */ caret) => {
    store.commitTyping();
    if (!store.apply([{ op: "set_text", id, text }])) return false;
    selection.setSegment(id, { focus: true, offset: caret });
    return true;
  };
  createTypingCorrections(scope, { element, store, player, settings, put });
  createPastedText(scope, { element, store, toasts });
  createDisfluencyMarks(scope, { element, store, player, settings });
  scope.add(
    effect(() => {
      const { language } = player.media.value;
      element.spellcheck = settings.value.spellCheck;
      if (language) element.lang = language;
      else element.removeAttribute("lang");
    }),
  );

  return {
    /** Insert a non-speech mark at the cursor, else at the end of the segment. */
    insertMark(/** @type {number} */ index) {
      const template = settings.peek().soundMarks[index];
      if (!template) return void toasts.show({ text: `There is no mark ${index + 1} yet. Add it on the Word lists page.` });
      store.commitTyping();
      const field = list.focusedText();
      const playing = store.index.peek().at(player.timeMs.peek());
      const segment = store.transcript.peek().segment(field?.id ?? selection.segmentId.peek() ?? playing?.id ?? -1);
      if (!segment) return void toasts.show({ text: "Select a segment for the mark first." });
      const caret = field ? caretOffset(field.element) : segment.text.length;
      const marked = withMark(segment.text, caret, filled(template, player.timeMs.peek()).text);
      put(segment.id, marked.text, marked.caret);
    },
    toggleClean() {
      const marksHesitations = !settings.peek().marksHesitations;
      settingsStore.change({ marksHesitations });
      toasts.show({ text: marksHesitations ? "Clean view: clean exports leave out struck-through words. The text is not changed." : "Verbatim view: all words as they were spoken." });
    },
    toggleSpellCheck() {
      const spellCheck = !settings.peek().spellCheck;
      settingsStore.change({ spellCheck });
      toasts.show({ text: spellCheck ? "Spell check is on." : "Spell check is off." });
    },
  };
}
