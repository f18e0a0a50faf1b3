/** The tour: a small card in the rail that goes on when the user has done the step. */

import { html } from "htm/preact";
import { render } from "preact";
import { batch, effect, signal } from "@preact/signals";

import { COMMANDS } from "../../core/commands/commands.js";
import { END, STEPS, lettersOf, stepAt } from "../../core/commands/tour.js";
import { keysInForce } from "../../core/commands/key-presets.js";
import { IS_MAC, keyLabels, keyText } from "../ui/key-labels.js";

/** @typedef {import("../../core/commands/tour.js").Seen} Seen */
/** @typedef {import("../../core/commands/settings.js").Settings} Settings */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.rail
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} editor.settingsStore
 * @param {boolean} editor.isSample start the tour automatically, until it is closed
 */
export function createTour(scope, { rail, store, player, settingsStore, isSample }) {
  const card = document.createElement("aside");
  card.className = "tour";
  card.setAttribute("aria-label", "Tour");
  card.hidden = true;
  rail.prepend(card);
  const { settings, change } = settingsStore;
  const at = signal(/** @type {number | null} */ (null)); // the step shown, `STEPS.length` for the end; null: no tour
  const observe = observer(scope, { store, player });
  let before = /** @type {Seen | null} */ (null);

  const go = (/** @type {number} */ step) => {
    before = null;
    at.value = step;
    change(step < STEPS.length ? { tour: "", tourStep: step } : { tour: "done", tourStep: 0 });
  };
  const close = () => {
    at.value = null;
    change({ tour: "done" }); // the command for the tour goes on with this step
  };
  scope.add(
    effect(() => {
      const step = at.value;
      if (step === null || !STEPS[step] || !store.isLoaded.value) return;
      const now = observe();
      before ??= now;
      if (STEPS[step].isDone(now, before)) queueMicrotask(() => at.peek() === step && go(step + 1));
    }),
  );
  scope.add(
    effect(() => {
      card.hidden = at.value === null;
      if (at.value !== null) render(html`<${Card} at=${at.value} settings=${settings.value} go=${go} close=${close} />`, card);
    }),
  );
  scope.add(() => {
    render(null, card);
    card.remove();
  });
  const start = () => go(stepAt(settings.peek().tourStep));
  if (isSample && settings.peek().tour !== "done") start();
  return { start };
}

/**
 * What the tour observes; inside an effect, changes of it run the effect again.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @returns {() => Seen}
 */
function observer(scope, { store, player }) {
  const nPlays = signal(0);
  const activities = signal(/** @type {Record<string, number>} */ ({}));
  scope.add(effect(() => void (player.playing.value && (nPlays.value = nPlays.peek() + 1))));
  scope.listen(window, "activity", (/** @type {CustomEvent<string>} */ { detail }) =>
    batch(() => void (activities.value = { ...activities.peek(), [detail]: (activities.peek()[detail] ?? 0) + 1 })),
  );
  return () => {
    const { segments } = store.transcript.value;
    return {
      nPlays: nPlays.value,
      nEdits: store.depth.value.undo,
      get letters() {
        return lettersOf(segments); // only when it is asked for: it reads all text
      },
      nApproved: segments.filter(({ status }) => status === "approved").length,
      activities: activities.value,
    };
  };
}

/** @param {{at: number, settings: Settings, go: (step: number) => void, close: () => void}} props */
function Card({ at, settings, go, close }) {
  const step = STEPS[at] ?? END;
  return html`<p class="tour-head"><strong>${step.title}</strong>${" "}
      ${STEPS[at] && html`<span class="quiet">${at + 1} of ${STEPS.length}</span>`}
      <button class="icon-button" aria-label="Close the tour" title=${keyText("Close the tour. {palette} and “tour” go on with this step.", settings)} onClick=${close}>×</button></p>
    <p role="status">${keyText(step.text, settings)}</p>
    <p class="tour-do">
      ${STEPS[at] && keysFor(STEPS[at].command, settings).map((key) => html`<kbd>${key}</kbd> `)}
      ${at > 0 && html`<button class="link" onClick=${() => go(at - 1)}>Back</button>`}
      ${STEPS[at] ? html`<button class="link" onClick=${() => go(at + 1)}>Skip</button>` : html`<button class="button" onClick=${close}>Close</button>`}
    </p>`;
}

/**
 * The keys of a command that work now; its name in the palette if it has none.
 *
 * @param {string} id
 * @param {Settings} settings
 */
function keysFor(id, settings) {
  const command = /** @type {import("../../core/commands/commands.js").Command} */ (COMMANDS.find((one) => one.id === id));
  const keys = keyLabels(command, keysInForce(settings, IS_MAC));
  const working = settings.tabMoves ? keys.filter((key) => key !== "Tab" && key !== "⇥") : keys;
  return working.length ? working.slice(0, 2) : [`${keyText("{palette}", settings)}: ${command.title}`];
}

/** @typedef {ReturnType<typeof createTour>} Tour */
