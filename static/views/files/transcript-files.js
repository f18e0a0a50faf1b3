/** What can be done with another transcript: import it, merge it, compare with it; also with one that is dropped on the page. */

import { createComparing } from "./comparing.js";
import { acceptDroppedTranscripts } from "./dropped-transcript.js";
import { createFileImport } from "./import-file.js";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {Parameters<typeof createFileImport>[0] & Parameters<typeof createComparing>[0] & {root: HTMLElement}} editor
 */
export function createTranscriptFiles(scope, editor) {
  const { importThis, importFile } = createFileImport(editor);
  const { compareFile, mergeThis, compareWith, mergeFile } = createComparing(editor);
  acceptDroppedTranscripts(scope, { ...editor, uses: { importThis, mergeThis, compareFile } });
  return { importFile, compareWith, mergeFile };
}

/** @typedef {ReturnType<typeof createTranscriptFiles>} TranscriptFiles */
