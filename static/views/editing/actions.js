/** The editor's actions. Keys, buttons and menus all call these. */

import { createCursor } from "./cursor.js";
import { createDocumentActions } from "./document-actions.js";
import { createMoveActions } from "./move-actions.js";
import { createPlayActions } from "./play-actions.js";
import { createSegmentActions } from "./segment-actions.js";
import { createSplitMergeActions } from "./split-merge-actions.js";
import { createChosenActions, createSeveralActions } from "../segments/chosen-actions.js";
import { joinActions, preferActions } from "../../core/commands/actions.js";

/** @typedef {import("./cursor.js").Selection} Selection */

/**
 * Join the actions of all features; a name may be used once.
 *
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../timeline/timeline.js").Timeline} editor.timeline
 * @param {import("./cursor.js").Selection} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} editor.settings
 * @param {{openExport: () => void, openVideo: () => void, openTimecode: () => void, openSpeakers: (id: number) => void}} editor.panels
 * @param {import("./asr-commands.js").AsrCommands} editor.asr
 * @param {import("../timeline/edge-times.js").Times} editor.times
 * @param {import("../ui/appearance.js").Appearance} editor.appearance
 * @param {ReturnType<typeof import("../review/history.js").createHistory>} editor.history
 * @param {ReturnType<typeof import("../review/statistics.js").createStatistics>} editor.statistics
 * @param {import("./text-tools.js").TextTools} editor.textTools
 * @param {import("../commands/layout.js").Layout} editor.layout
 * @param {ReturnType<typeof import("../commands/command-surfaces.js").createCommandSurfaces>} editor.commandSurfaces
 * @param {ReturnType<typeof import("../player/last-heard-word.js").createLastHeardWord>} editor.lastHeardWord
 * @param {import("../player/playback-commands.js").PlaybackCommands} editor.playbackCommands
 * @param {ReturnType<typeof import("../review/confidence.js").createConfidence>} editor.confidence
 * @param {import("../review/filter-bar.js").FilterBar} editor.filterBar
 * @param {import("./alternatives.js").Alternatives} editor.alternatives
 * @param {{toggleChecks: () => void, nextFinding: () => void, previousFinding: () => void, fixFinding: () => void, fixFindings: () => void}} editor.checks
 * @param {ReturnType<typeof import("../timeline/shot-cuts.js").createShotCuts>} editor.shotCuts
 * @param {ReturnType<typeof import("../speakers/speaker-work.js").createSpeakerWork>} editor.speakerWork
 * @param {import("../files/transcript-files.js").TranscriptFiles} editor.transcriptFiles
 * @param {{shiftTimes: () => void}} editor.shifting
 * @param {import("../segments/chosen-rows.js").ChosenRows} editor.rows
 * @param {ReturnType<typeof import("../segments/copied-text.js").createCopiedText>} editor.copying
 * @param {{openColumns: () => void}} editor.columns
 * @param {import("../files/other-recordings.js").OtherRecordings} editor.otherRecordings
 */
export function createActions(editor) {
  const cursor = createCursor(editor);
  const parts = { ...editor, cursor };
  const ofDocument = createDocumentActions(parts);
  const ofOne = joinActions({
    document: ofDocument,
    playing: createPlayActions(parts),
    moving: createMoveActions(parts),
    splitting: createSplitMergeActions(parts),
    segment: createSegmentActions(parts),
    timeline: editor.timeline.lookActions,
    asr: editor.asr,
    appearance: editor.appearance,
    times: editor.times,
    shotCuts: editor.shotCuts,
    history: editor.history,
    checks: editor.checks,
    speakers: editor.speakerWork,
    statistics: editor.statistics,
    textTools: editor.textTools,
    layout: editor.layout,
    playback: editor.playbackCommands,
    lastHeardWord: editor.lastHeardWord,
    commandSurfaces: editor.commandSurfaces,
    confidence: editor.confidence,
    alternatives: editor.alternatives,
    filterBar: editor.filterBar,
    transcriptFiles: editor.transcriptFiles,
    shifting: editor.shifting,
    rows: editor.rows.actions,
    chosen: createChosenActions(editor),
    copying: editor.copying,
    columns: editor.columns,
    otherRecordings: editor.otherRecordings,
  });
  return preferActions(preferActions(ofOne, createSeveralActions(editor)), editor.speakerWork.preferred);
}

/** @typedef {ReturnType<typeof createActions>} Actions */
