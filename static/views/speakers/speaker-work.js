/** Work on speakers next to the list and on the timeline, as one feature of the editor. */

import { createSpeakerConfidence } from "./speaker-confidence.js";
import { createSpeakerLanes } from "../timeline/speaker-lanes.js";
import { createSpeakerOffers } from "./offers.js";
import { createSpeakerPanel } from "./speaker-panel.js";
import { createSpeakerSigns } from "./speaker-signs.js";
import { createTurnCommands } from "./turn-commands.js";

/** @typedef {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} SettingsStore */
/** @typedef {Omit<import("./speaker-panel.js").Editor, "settings"> & Parameters<typeof createSpeakerConfidence>[1] & {rail: HTMLElement, list: import("../segments/segment-list.js").SegmentList, timeline: import("../timeline/timeline.js").Timeline, settingsStore: SettingsStore}} Editor */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {Editor} editor
 */
export function createSpeakerWork(scope, editor) {
  const { settings, change } = editor.settingsStore;
  const known = createSpeakerConfidence(scope, editor);
  const parts = { ...editor, settings, confidence: known.confidence };
  const panel = createSpeakerPanel(scope, parts);
  const signs = createSpeakerSigns(scope, parts);
  const { confirmAt, ...turns } = createTurnCommands(editor, known);
  const offers = createSpeakerOffers(scope, editor);
  createSpeakerLanes(scope, parts);
  return {
    ...turns,
    toggleSpeakers: panel.toggleSpeakers,
    toggleSpeakerLanes: () => change({ speakerLanes: !settings.peek().speakerLanes }),
    signs,
    reviewOffered: offers.reviewOffered,
    /** Actions that run instead of those of the same name, where they return true. */
    preferred: { playSegment: panel.playFocused, setSpeakerAt: confirmAt, acceptElsewhere: offers.takeOffered, dismissElsewhere: offers.dismissOffered },
  };
}
