/** Palette, menu, key sheet and settings, made from the table of commands; and going to a time or segment number. */

import { readTimecode } from "../../core/player/shown-time.js";
import { openCommandMenu } from "./command-menu.js";
import { openKeySheet } from "./shortcut-sheet.js";
import { openPalette } from "./command-palette.js";
import { openSettings } from "./settings-page.js";
import { readPlace } from "../ui/caret-memory.js";

/** @typedef {import("../../core/commands/commands.js").Command} Command */

/**
 * @param {object} editor
 * @param {() => import("../editing/actions.js").Actions} editor.actions
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../editing/actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} editor.settingsStore
 * @param {import("../player/foot-pedals.js").Pedals} editor.pedals
 * @param {import("./tour.js").Tour} editor.tour
 */
export function createCommandSurfaces({ actions, store, player, selection, toasts, settingsStore, pedals, tour }) {
  const goTo = (/** @type {import("../../core/document/operations.js").Segment | null | undefined} */ segment) =>
    segment && selection.setSegment(segment.id, { focus: readPlace() !== null, scroll: true, offset: 0 });

  /** Run a command after the palette or menu has given the focus back: at the cursor. */
  const run = (/** @type {Command} */ command) => {
    if (command.run(actions()) === false) toasts.show({ text: `“${command.title}” is not available here.` });
    else dispatchEvent(new CustomEvent("command", { detail: command.id }));
  };
  const find = (/** @type {string | undefined} */ hint = undefined) => {
    openPalette({
      settingsStore,
      hint,
      run(entry) {
        if (entry.kind === "command") return run(entry.command);
        const { segments } = store.transcript.peek();
        if (entry.kind === "time" || entry.kind === "timecode") {
          const found = entry.kind === "time" ? entry : readTimecode(entry.text);
          if ("problem" in found) return void toasts.show({ text: found.problem });
          player.seek(Math.min(found.ms, player.durationMs.peek()));
          return void goTo(store.index.peek().at(found.ms));
        }
        const segment = segments[entry.number - 1];
        if (!segment) return void toasts.show({ text: `There is no segment ${entry.number}: the last one is ${segments.length}.` });
        if (!player.playing.peek()) player.seek(segment.startMs);
        goTo(segment);
      },
    });
  };

  return {
    openPalette: () => find(),
    goTo: () => find("A time (12:34, 95 s), a timecode (01:02:03:10) or a segment (#120)"),
    openMenu() {
      const anchor = document.querySelector("[data-command-menu]");
      if (anchor instanceof HTMLElement) openCommandMenu(anchor, settingsStore.settings.peek(), run);
    },
    openHelp: () => openKeySheet(settingsStore.settings.peek(), () => openSettings(settingsStore, "Keyboard", pedals)),
    openSettings: () => openSettings(settingsStore, undefined, pedals),
    startTour: () => tour.start(),
    startPlaying: () => player.play(),
    stopPlaying: () => player.pause(),
    seekTo: (/** @type {number} */ ms) => player.seek(ms),
    seekToSegment() {
      const segment = store.transcript.peek().segment(selection.segmentId.peek() ?? -1);
      if (segment) player.seek(segment.startMs);
      return segment !== null && segment !== undefined;
    },
    endAndNext() {
      actions().setEdge("end");
      actions().move(1);
    },
  };
}
