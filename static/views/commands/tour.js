/** The tour: a small card in the rail that moves on when the user has done the step. */

import { html } from "htm/preact";
import { render } from "preact";
import { batch, effect, signal } from "@preact/signals";

import { COMMANDS } from "../../core/commands/commands.js";
import { STEPS } from "../../core/commands/tour.js";
import { keysInForce } from "../../core/commands/key-presets.js";
import { IS_MAC, keyLabels } from "../ui/key-labels.js";

/** @typedef {import("../../core/commands/tour.js").Seen} Seen */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.rail
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} editor.settingsStore
 * @param {boolean} editor.isSample start the tour automatically, once
 */
export function createTour(scope, { rail, store, player, settingsStore, isSample }) {
  const card = document.createElement("aside");
  card.className = "tour";
  card.setAttribute("aria-label", "Tour");
  card.hidden = true;
  rail.prepend(card);
  const at = signal(-1); // the step shown; -1 while there is no tour
  const command = signal("");
  let before = /** @type {Seen | null} */ (null);

  const look = () => ({
    isPlaying: player.playing.value,
    nSegments: store.transcript.value.segments.length,
    nEdits: store.depth.value.undo,
    nTagged: store.transcript.value.segments.filter((segment) => segment.speaker !== null).length,
    command: command.value,
  });
  const go = (/** @type {number} */ step) => {
    before = null;
    batch(() => {
      command.value = "";
      at.value = step < STEPS.length ? step : -1;
    });
    if (at.peek() < 0) settingsStore.change({ tour: "done" });
  };
  scope.listen(window, "command", (/** @type {CustomEvent<string>} */ event) => void (command.value = event.detail));
  scope.add(
    effect(() => {
      if (at.value < 0 || !store.isLoaded.value) return;
      const now = look();
      before ??= now;
      const step = at.peek();
      if (STEPS[step].isDone(now, before)) queueMicrotask(() => at.peek() === step && go(step + 1));
    }),
  );
  scope.add(
    effect(() => {
      const step = STEPS[at.value];
      card.hidden = !step;
      if (!step) return;
      const command = /** @type {import("../../core/commands/commands.js").Command} */ (COMMANDS.find(({ id }) => id === step.command));
      const keys = keyLabels(command, keysInForce(settingsStore.settings.value, IS_MAC));
      render(
        html`<p class="tour-head"><strong>${step.title}</strong> <span class="quiet">${at.value + 1} of ${STEPS.length}</span>
            <button class="icon-button" aria-label="Close the tour" onClick=${() => go(STEPS.length)}>×</button></p>
          <p role="status">${step.text}</p>
          <p class="tour-do">${keys.slice(0, 2).map((key) => html`<kbd>${key}</kbd>`)}<span class="editor-space"></span><button class="link" onClick=${() => go(at.peek() + 1)}>Skip</button></p>`,
        card,
      );
    }),
  );
  scope.add(() => {
    render(null, card);
    card.remove();
  });
  if (isSample && settingsStore.settings.peek().tour !== "done") go(0);
  return { start: () => go(0) };
}

/** @typedef {ReturnType<typeof createTour>} Tour */
