/** Strikes disfluencies through in the visible texts of the list: `::highlight(disfluency)`, the clean view. */

import { effect } from "@preact/signals";

import { disfluencies } from "../../core/text/disfluencies.js";
import { rowsInView } from "./find-marks.js";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.element the list's frame
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("@preact/signals").ReadonlySignal<import("../../core/commands/settings.js").Settings>} editor.settings
 */
export function createDisfluencyMarks(scope, { element, store, player, settings }) {
  if (typeof Highlight !== "function" || !("highlights" in CSS)) return;
  const struck = new Highlight();
  CSS.highlights.set("disfluency", struck);
  scope.add(() => void CSS.highlights.delete("disfluency"));
  let isScheduled = false;

  const strike = () => {
    isScheduled = false;
    struck.clear();
    const { marksHesitations, dropsRepeats: repeats, dropsFalseStarts: falseStarts, fillers } = settings.peek();
    if (!marksHesitations) return;
    const language = player.media.peek().language ?? null;
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
}
