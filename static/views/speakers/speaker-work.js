/** Work on speakers beside the list and on the timeline, as one feature of the editor. */

import { createSpeakerPanel } from "./speaker-panel.js";
import { createTurnCommands } from "./turn-commands.js";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {import("./speaker-panel.js").Editor & Parameters<typeof createTurnCommands>[0]} editor
 */
export function createSpeakerWork(scope, editor) {
  const panel = createSpeakerPanel(scope, editor);
  return {
    toggleSpeakers: panel.toggleSpeakers,
    ...createTurnCommands(editor),
    /** Actions that run instead of those of the same name, where they return true. */
    preferred: { playSegment: panel.playFocused },
  };
}
