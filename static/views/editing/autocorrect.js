/**
 * Help while typing: autocorrection and abbreviations, pasting as plain text, non-speech marks, the
 * browser's spell check in the recording's language, and disfluencies struck through in the clean view.
 */

import { effect } from "@preact/signals";

import { pastedLines } from "../../core/document/sanitize.js";
import { applyAll } from "../../core/document/operations.js";
import { splitAtOffset } from "../../core/editing/operations-at.js";
import { disfluencies } from "../../core/text/disfluencies.js";
import { aidAt, filled, withMark } from "../../core/editing/autocorrect.js";
import { caretOffset, setCaret, textOf } from "../ui/caret.js";
import { rowsInView } from "../segments/find-marks.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */

const MAX_TEXT = 100_000; // characters in one segment; the server has the same limit

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
  const segmentOf = (/** @type {EventTarget | null} */ target) => {
    const field = /** @type {HTMLElement} */ (target);
    return field.classList?.contains("seg-text") ? store.transcript.peek().segment(Number(field.parentElement?.dataset.id)) : null;
  };
  /** The last correction, so that Backspace directly afterwards undoes it. @type {{id: number, text: string, caret: number, typed: number} | null} */
  let lastCorrection = null;

  /** Set a text as a separate edit and place the cursor in it. */
  const put = (/** @type {number} */ id, /** @type {string} */ text, /** @type {number} */ caret) => {
    store.commitTyping();
    if (!store.apply([{ op: "set_text", id, text }])) return false;
    selection.setSegment(id, { focus: true, offset: caret });
    return true;
  };

  scope.listen(element, "input", (/** @type {InputEvent} */ event) => {
    lastCorrection = null;
    const field = /** @type {HTMLElement} */ (event.target);
    const segment = segmentOf(field);
    if (!segment || event.isComposing || event.inputType !== "insertText" || !settings.peek().correctsTyping) return;
    const typed = caretOffset(field);
    const { autocorrect, expansions } = settings.peek();
    const correction = aidAt(textOf(field), typed, { autocorrect, expansions, nowMs: player.timeMs.peek() });
    if (correction && put(segment.id, correction.text, correction.caret)) lastCorrection = { id: segment.id, text: correction.text, caret: correction.caret, typed };
  });
  scope.listen(element, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Backspace" || event.ctrlKey || event.altKey || !lastCorrection) return;
    const correction = lastCorrection;
    lastCorrection = null;
    const field = /** @type {HTMLElement} */ (event.target);
    const isRightAfter = segmentOf(field)?.id === correction.id && textOf(field) === correction.text && caretOffset(field) === correction.caret;
    if (!isRightAfter || !store.undo()) return;
    setCaret(field, correction.typed);
    event.preventDefault();
    event.stopPropagation();
  });

  const insert = (/** @type {HTMLElement} */ field, /** @type {string} */ raw) => {
    const lines = pastedLines(raw);
    if (!lines.length) return;
    const text = lines.join(" ");
    if (textOf(field).length + text.length > MAX_TEXT) {
      toasts.show({ text: `This is more than a segment can hold (${MAX_TEXT} characters). Use Import for whole files.`, kind: "error" });
      return;
    }
    insertAlone(store, text);
    const segment = segmentOf(field);
    if (lines.length < 2 || !segment) return;
    const end = caretOffset(field);
    toasts.show({
      text: `${lines.length} lines were pasted into one segment.`,
      action: { label: `Make ${lines.length} segments`, run: () => splitLines(segment.id, end - text.length, lines) },
    });
  };
  const splitLines = (/** @type {number} */ id, /** @type {number} */ from, /** @type {string[]} */ lines) => {
    let transcript = store.transcript.peek();
    if (transcript.segment(id)?.text.slice(from, from + lines.join(" ").length) !== lines.join(" ")) {
      toasts.show({ text: "The segment has changed meanwhile. Split it with Enter." });
      return;
    }
    /** @type {import("../../core/document/operations.js").Operation[]} */
    const ops = [];
    for (let n = lines.length - 1; n > 0; n--) {
      const offset = from + lines.slice(0, n).join(" ").length + 1;
      const op = splitAtOffset(/** @type {Segment} */ (transcript.segment(id)), offset, store.newId());
      if (!op) continue;
      ops.push(op);
      transcript = applyAll(transcript, [op]).transcript;
    }
    if (ops.length) store.apply(ops);
  };
  scope.listen(element, "paste", (/** @type {ClipboardEvent} */ event) => {
    const field = /** @type {HTMLElement} */ (event.target instanceof Element ? event.target.closest(".seg-text") : null);
    if (!field) return;
    event.preventDefault();
    insert(field, event.clipboardData?.getData("text/plain") ?? "");
  });
  scope.listen(element, "beforeinput", (/** @type {InputEvent} */ event) => {
    if (event.inputType !== "insertFromDrop") return;
    event.preventDefault(); // dropped content would insert its own markup and line breaks
    const dropped = event.dataTransfer?.getData("text/plain") ?? "";
    if (dropped) insert(/** @type {HTMLElement} */ (event.target), dropped);
  });

  scope.add(
    effect(() => {
      const { language } = /** @type {any} */ (player.media.value);
      element.spellcheck = settings.value.spellCheck;
      if (language) element.lang = language;
      else element.removeAttribute("lang");
    }),
  );

  const struck = typeof Highlight === "function" && "highlights" in CSS ? new Highlight() : null;
  if (struck) CSS.highlights.set("disfluency", struck);
  let isScheduled = false;
  const strike = () => {
    isScheduled = false;
    struck?.clear();
    const { marksHesitations, dropsRepeats: repeats, dropsFalseStarts: falseStarts, fillers } = settings.peek();
    if (!struck || !marksHesitations) return;
    const language = /** @type {any} */ (player.media.peek()).language ?? null;
    for (const row of rowsInView(element)) {
      const node = row.querySelector(".seg-text")?.firstChild;
      if (node?.nodeType !== Node.TEXT_NODE) continue;
      for (const place of disfluencies(node.textContent ?? "", language, { fillers: fillers[language ?? "en"], repeats, falseStarts })) {
        struck.add(new StaticRange({ startContainer: node, startOffset: place.from, endContainer: node, endOffset: place.to }));
      }
    }
  };
  const strikeSoon = () => {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(strike);
  };
  scope.add(
    effect(() => {
      void [settings.value, store.transcript.value, store.typing.value];
      strikeSoon();
    }),
  );
  scope.listen(element, "scroll", () => settings.peek().marksHesitations && strikeSoon(), { passive: true });
  scope.add(() => void (struck && CSS.highlights.delete("disfluency")));

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

/**
 * Insert text at the cursor as one step of undo.
 *
 * @param {import("../../core/sync/transcript-store.js").Store} store
 * @param {string} text
 */
function insertAlone(store, text) {
  store.endTypingStep();
  document.execCommand("insertText", false, text); // replaces the selection, as typing does
  store.endTypingStep();
}
