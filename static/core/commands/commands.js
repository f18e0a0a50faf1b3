/**
 * The table of the editor's commands and their keys. Shortcuts, the `?` sheet and the titles of the
 * buttons are made from it.
 *
 * `keys` work everywhere, `textKeys` with the cursor in a segment's text, `plainKeys` outside of
 * any text field. `run` returns false when the command does not apply; the key then keeps its
 * default action. "KeyZ" and "z" are the letter z, wherever the keyboard has it; "$mod" is Control, on a Mac Command.
 * `mac-keys.js` makes the keys for macOS from these.
 */

/** @typedef {import("../../views/editing/actions.js").Actions} Actions */

/**
 * @typedef {object} Command
 * @property {string} id
 * @property {string} title
 * @property {string} group
 * @property {string[]} [keys]
 * @property {string[]} [textKeys]
 * @property {string[]} [plainKeys]
 * @property {boolean} [repeats] repeats while the key is held
 * @property {string} [keywords] other words that find it in the palette
 * @property {boolean} [menu] false: useful only with its key, so not in the menu
 * @property {(actions: Actions) => boolean | void} run
 */

/**
 * @typedef {{keys: string[], textKeys: string[], plainKeys: string[]}} Keys of one command, by place
 * @typedef {Record<string, string[] | Partial<Keys>>} Overrides of a command's id; a bare list stands for `keys`
 */

/**
 * Four commands that move an edge: by 10 ms and by one frame, earlier and later.
 *
 * @param {"start" | "end" | "both"} edge
 * @param {string} name
 * @param {[string, string]} steps keys for 10 ms
 * @param {[string, string]} frames keys for one frame
 * @returns {Command[]}
 */
function nudges(edge, name, steps, frames) {
  const made = (/** @type {"step" | "frame"} */ unit, /** @type {1 | -1} */ way, /** @type {string} */ key) => ({
    id: `nudge-${name}-${unit}-${way < 0 ? "earlier" : "later"}`,
    group: "Times",
    title: `${name === "segment" ? "Whole segment" : `Segment ${name}`} ${unit === "step" ? "10 ms" : "1 frame (40 ms without video)"} ${way < 0 ? "earlier" : "later"}`,
    keys: [key],
    repeats: true,
    run: (/** @type {Actions} */ a) => a.nudgeEdge(edge, unit, way),
  });
  return [made("step", -1, steps[0]), made("step", 1, steps[1]), made("frame", -1, frames[0]), made("frame", 1, frames[1])];
}

/** @type {Command[]} */
export const COMMANDS = [
  { id: "play", group: "Playing", title: "Play or pause", keys: ["Control+Space"], textKeys: ["Tab"], plainKeys: ["Space"], run: (a) => a.togglePlay() },
  { id: "start-playing", group: "Playing", title: "Start playing", keywords: "play", menu: false, run: (a) => a.startPlaying() },
  { id: "stop-playing", group: "Playing", title: "Stop playing", keywords: "pause", menu: false, run: (a) => a.stopPlaying() },
  { id: "play-segment", group: "Playing", title: "Play this segment from its start", keys: ["F8"], textKeys: ["Shift+Tab"], run: (a) => a.playSegment() },
  { id: "back", group: "Playing", title: "Skip back", keys: ["F1", "Alt+ArrowLeft"], repeats: true, run: (a) => a.skip(-1) },
  { id: "forward", group: "Playing", title: "Skip forward", keys: ["F2", "Alt+ArrowRight"], repeats: true, run: (a) => a.skip(1) },
  { id: "slower", group: "Playing", title: "Slower", keys: ["F3"], repeats: true, run: (a) => a.changeRate(-0.1) },
  { id: "faster", group: "Playing", title: "Faster", keys: ["F4"], repeats: true, run: (a) => a.changeRate(0.1) },
  { id: "normal-speed", group: "Playing", title: "Normal speed", keys: ["Shift+F3"], run: (a) => a.normalRate() },
  { id: "seek-word", group: "Playing", title: "Move playback to the word at the cursor", textKeys: ["Control+Enter"], run: (a) => a.seekToCaret() },
  { id: "go-to-playhead", group: "Playing", title: "Move the cursor to the playback position", keys: ["Alt+KeyG"], run: (a) => a.goToPlayhead() },
  { id: "catch-word", group: "Playing", title: "Stop playback and select the last spoken word (again: the word before)", keywords: "catch correct wrong replace", keys: ["Alt+Slash"], repeats: true, run: (a) => a.catchWord() },
  { id: "catch-next", group: "Playing", title: "Stop playback and select the word being spoken (again: the word after)", keywords: "catch correct wrong replace following", keys: ["Alt+Shift+KeyK"], repeats: true, run: (a) => a.catchNextWord() },

  { id: "loop", group: "Playing", title: "Repeat the segment, or the selected range", keys: ["Alt+KeyL"], run: (a) => a.toggleLoop() },
  { id: "play-selection", group: "Playing", title: "Play the selected words or range", keys: ["F9"], run: (a) => a.playSelection() },
  { id: "play-before-word", group: "Playing", title: "Play from one second before the cursor's word", keys: ["Shift+F9"], textKeys: ["Control+Shift+Enter"], run: (a) => a.playFromBeforeWord() },
  { id: "pause-at-end", group: "Playing", title: "Pause at the end of each segment", keys: ["Alt+KeyO"], run: (a) => a.togglePauseAtEnd() },
  { id: "pause-while-typing", group: "Playing", title: "Pause while typing, resume afterwards", keys: ["Alt+Shift+KeyO"], run: (a) => a.togglePauseWhileTyping() },
  { id: "boost", group: "Playing", title: "Boost the volume", keys: ["Alt+KeyB"], run: (a) => a.toggleBoost() },
  { id: "clarity", group: "Playing", title: "Clearer speech: less hum, even volume", keys: ["Alt+Shift+KeyB"], run: (a) => a.toggleClarity() },
  { id: "next-frame", group: "Playing", title: "Next frame (10 ms without video)", keys: ["Alt+PageDown"], plainKeys: ["."], repeats: true, run: (a) => void a.stepFrame(1) },
  { id: "previous-frame", group: "Playing", title: "Previous frame (10 ms without video)", keys: ["Alt+PageUp"], plainKeys: [","], repeats: true, run: (a) => void a.stepFrame(-1) },
  { id: "follow-again", group: "Playing", title: "Scroll to the playback position and follow it", keys: ["Alt+Shift+KeyG"], run: (a) => a.followAgain() },

  { id: "next", group: "Moving", title: "Next segment", keys: ["Alt+ArrowDown"], plainKeys: ["ArrowDown", "j"], repeats: true, run: (a) => a.move(1) },
  { id: "previous", group: "Moving", title: "Previous segment", keys: ["Alt+ArrowUp"], plainKeys: ["ArrowUp", "k"], repeats: true, run: (a) => a.move(-1) },
  { id: "line-down", group: "Moving", title: "From the last line into the next segment", textKeys: ["ArrowDown"], menu: false, repeats: true, run: (a) => a.moveFromEdge(1) },
  { id: "line-up", group: "Moving", title: "From the first line into the previous segment", textKeys: ["ArrowUp"], menu: false, repeats: true, run: (a) => a.moveFromEdge(-1) },
  { id: "select-all", group: "Moving", title: "Select the text of the segment, then all segments", keys: ["$mod+KeyA"], menu: false, run: (a) => a.selectAll() },
  { id: "select-down", group: "Moving", title: "Select the next segment too", keywords: "several extend", keys: ["Alt+Shift+ArrowDown"], plainKeys: ["Shift+ArrowDown"], repeats: true, run: (a) => a.extendRows(1) },
  { id: "select-up", group: "Moving", title: "Select the previous segment too", keywords: "several extend", keys: ["Alt+Shift+ArrowUp"], plainKeys: ["Shift+ArrowUp"], repeats: true, run: (a) => a.extendRows(-1) },
  { id: "clear-rows", group: "Moving", title: "End the selection of several segments", plainKeys: ["Escape"], menu: false, run: (a) => a.clearRows() },
  { id: "edit", group: "Moving", title: "Edit the selected segment", plainKeys: ["Enter"], run: (a) => a.editSelected() },
  { id: "leave", group: "Moving", title: "Leave the text", textKeys: ["Escape"], menu: false, run: (a) => a.clearRows() || a.leaveText() },
  { id: "next-doubt", group: "Moving", title: "Next low-confidence word", keys: ["Alt+KeyN"], run: (a) => a.moveToDoubt(1) },
  { id: "previous-doubt", group: "Moving", title: "Previous low-confidence word", keys: ["Alt+Shift+KeyN"], run: (a) => a.moveToDoubt(-1) },
  { id: "next-notice", group: "Moving", title: "Next range to listen to: speech without words, another language", keywords: "lost gap missing unheard", keys: ["Alt+Shift+KeyX"], run: (a) => a.moveToNotice(1) },
  { id: "previous-notice", group: "Moving", title: "Previous range to listen to", keys: ["Alt+Shift+KeyZ"], run: (a) => a.moveToNotice(-1) },
  { id: "alternatives", group: "Editing", title: "Alternatives for the word or the selected words", keywords: "alternatives other n-best", keys: ["Alt+KeyX"], run: (a) => a.openAlternatives() },
  { id: "confirm-word", group: "Moving", title: "Confirm word and go to the next low-confidence word", keys: ["Alt+KeyZ"], run: (a) => a.confirmWord() },

  { id: "split", group: "Editing", title: "Split at the cursor (at the end: next segment)", textKeys: ["Enter"], run: (a) => a.split() },
  { id: "split-at-playhead", group: "Editing", title: "Split at the playhead", keys: ["Alt+Enter"], run: (a) => a.splitAtPlayhead() },
  { id: "merge-previous", group: "Editing", title: "At the start of the text: merge with the previous segment", textKeys: ["Backspace"], menu: false, run: (a) => a.mergeAtEdge(-1) },
  { id: "merge-at-end", group: "Editing", title: "At the end of the text: merge with the next segment", textKeys: ["Delete"], menu: false, run: (a) => a.mergeAtEdge(1) },
  { id: "merge-next", group: "Editing", title: "Merge with the next segment", keys: ["Alt+KeyM"], run: (a) => a.mergeWithNext() },
  { id: "insert", group: "Editing", title: "New segment after this one (or at the playhead)", keys: ["Alt+KeyI"], run: (a) => a.insertAfter() },
  { id: "delete", group: "Editing", title: "Delete the segment", keys: ["Alt+Delete"], plainKeys: ["Delete"], run: (a) => a.deleteSelected() },
  { id: "start-here", group: "Editing", title: "Segment starts at the playhead", keys: ["Alt+BracketLeft", "F6"], run: (a) => a.setEdge("start") },
  { id: "end-here", group: "Editing", title: "Segment ends at the playhead", keys: ["Alt+BracketRight", "F7"], run: (a) => a.setEdge("end") },
  ...nudges("start", "start", ["Alt+Comma", "Alt+Period"], ["Control+Comma", "Control+Period"]),
  ...nudges("end", "end", ["Alt+Shift+Comma", "Alt+Shift+Period"], ["Control+Shift+Comma", "Control+Shift+Period"]),
  ...nudges("both", "segment", ["Alt+Semicolon", "Alt+Quote"], ["Control+Semicolon", "Control+Quote"]),
  { id: "shift-times", group: "Times", title: "Shift the times of all segments, or of some…", keywords: "offset delay resync move scale drift frame rate synchronise", run: (a) => a.shiftTimes() },
  { id: "snap-start", group: "Times", title: "Snap segment start to the nearest speech onset", keys: ["Alt+Shift+BracketLeft"], run: (a) => void a.snapEdge("start") },
  { id: "snap-end", group: "Times", title: "Snap segment end to the nearest speech end", keys: ["Alt+Shift+BracketRight"], run: (a) => void a.snapEdge("end") },
  { id: "word-start-earlier", group: "Times", title: "Word at the cursor starts 10 ms earlier", textKeys: ["Alt+Shift+Semicolon"], repeats: true, run: (a) => a.nudgeWord("start", -1) },
  { id: "word-start-later", group: "Times", title: "Word at the cursor starts 10 ms later", textKeys: ["Alt+Shift+Quote"], repeats: true, run: (a) => a.nudgeWord("start", 1) },
  { id: "word-end-earlier", group: "Times", title: "Word at the cursor ends 10 ms earlier", textKeys: ["Control+Shift+Semicolon"], repeats: true, run: (a) => a.nudgeWord("end", -1) },
  { id: "word-end-later", group: "Times", title: "Word at the cursor ends 10 ms later", textKeys: ["Control+Shift+Quote"], repeats: true, run: (a) => a.nudgeWord("end", 1) },

  { id: "flag", group: "Editing", title: "Flag or unflag the segment", keys: ["Alt+KeyK"], run: (a) => a.toggleFlag() },
  { id: "approve", group: "Editing", title: "Approve the segment and go to the next", keys: ["Alt+KeyA"], run: (a) => a.approve() },
  { id: "reject", group: "Editing", title: "Reject the segment and go to the next", keywords: "exclude bad discard", keys: ["Alt+Shift+KeyJ"], run: (a) => a.reject() },
  { id: "take-back", group: "Editing", title: "Take back the approval or rejection", keywords: "unapprove unreject status", keys: ["Alt+Shift+KeyA"], run: (a) => a.takeBack() },
  { id: "undo", group: "Editing", title: "Undo", keys: ["$mod+KeyZ"], repeats: true, run: (a) => a.undo() },
  { id: "redo", group: "Editing", title: "Redo", keys: ["$mod+Shift+KeyZ", "$mod+KeyY"], repeats: true, run: (a) => a.redo() },

  { id: "speaker-menu", group: "Speakers", title: "Choose the speaker", keys: ["Alt+KeyS"], run: (a) => a.chooseSpeaker() },
  ...Array.from({ length: 9 }, (_, i) => ({
    id: `speaker-${i + 1}`,
    group: "Speakers",
    title: `Speaker ${i + 1} in the list`,
    keys: [`Alt+Digit${i + 1}`],
    run: (/** @type {Actions} */ a) => a.setSpeakerAt(i),
  })),
  { id: "no-speaker", group: "Speakers", title: "No speaker", keys: ["Alt+Digit0"], run: (a) => a.setSpeaker(null) },

  { id: "speaker-from-here", group: "Speakers", title: "This speaker from here on, up to the next change of speaker", keywords: "following all after", keys: ["Alt+Shift+KeyF"], run: (a) => a.speakerFromHere() },

  { id: "speakers", group: "Speakers", title: "Speakers: names, share of speech, merge", keywords: "panel rename remove delete colours voices listen", keys: ["Alt+Shift+KeyE"], run: (a) => a.toggleSpeakers() },
  { id: "next-turn", group: "Speakers", title: "Next turn (next change of speaker)", keywords: "other jump", keys: ["Alt+Shift+ArrowRight"], repeats: true, run: (a) => a.moveToTurn(1) },
  { id: "previous-turn", group: "Speakers", title: "Start of this turn, then the previous turn", keywords: "other jump change of speaker", keys: ["Alt+Shift+ArrowLeft"], repeats: true, run: (a) => a.moveToTurn(-1) },
  { id: "next-own-turn", group: "Speakers", title: "Next turn of the same speaker", keywords: "jump", keys: ["Alt+Shift+End"], repeats: true, run: (a) => a.moveToOwnTurn(1) },
  { id: "previous-own-turn", group: "Speakers", title: "Previous turn of the same speaker", keywords: "jump", keys: ["Alt+Shift+Home"], repeats: true, run: (a) => a.moveToOwnTurn(-1) },
  { id: "next-low-confidence-speaker", group: "Speakers", title: "Next segment with a low-confidence speaker", keywords: "turn confidence unsure wrong low", keys: ["Shift+F2"], repeats: true, run: (a) => a.moveToLowConfidenceSpeaker(1) },
  { id: "previous-low-confidence-speaker", group: "Speakers", title: "Previous segment with a low-confidence speaker", keywords: "turn confidence unsure wrong low", keys: ["Shift+F1"], repeats: true, run: (a) => a.moveToLowConfidenceSpeaker(-1) },
  { id: "confirm-speaker", group: "Speakers", title: "Confirm the speaker and go to the next low-confidence one", keywords: "right sure accept", keys: ["Shift+F4"], run: (a) => a.confirmSpeaker() },
  { id: "offered-speakers", group: "Speakers", title: "Go to the segments that may have the corrected speaker", keywords: "offers similar same voice", keys: ["Shift+F12"], run: (a) => a.reviewOffered() },
  { id: "find-speakers", group: "Speakers", title: "Find who speaks…", keywords: "recognize speakers diarization diarisation turns voices number count", run: (a) => a.findSpeakers() },

  { id: "draft-again", group: "Recognition", title: "Draft the segment or the selected range again", keys: ["Alt+KeyR"], run: (a) => a.draftAgain() },
  { id: "draft-in-language", group: "Recognition", title: "Draft the range again in the language that it sounds like", keys: ["Alt+Shift+KeyW"], run: (a) => a.draftInSpokenLanguage() },
  { id: "dismiss-notice", group: "Recognition", title: "Dismiss the range to listen to", keys: ["Alt+Shift+KeyI"], run: (a) => a.dismissCurrentNotice() },
  { id: "show-proposal", group: "Recognition", title: "Show the differences of the last redraft", keys: ["Alt+Shift+KeyR"], run: (a) => a.showProposal() },
  { id: "align", group: "Recognition", title: "Realign the segment's words", keys: ["Alt+KeyW"], run: (a) => void a.alignSegment() },
  { id: "translation", group: "Recognition", title: "Show or hide the translation", keys: ["Alt+KeyT"], run: (a) => a.toggleTranslation() },

  { id: "find-replace", group: "Finding", title: "Find and replace", keys: ["Control+KeyH"], run: (a) => a.findAndReplace() },
  { id: "find", group: "Finding", title: "Find in the recording", keys: ["Control+Shift+KeyF"], run: (a) => a.find() },
  { id: "find-next", group: "Finding", title: "Next hit", keys: ["Control+KeyG"], repeats: true, run: (a) => a.findNext() },
  { id: "find-previous", group: "Finding", title: "Previous hit", keys: ["Control+Shift+KeyG"], repeats: true, run: (a) => a.findPrevious() },

  { id: "correct-elsewhere", group: "Finding", title: "Correct the same mistake everywhere (accept the suggestion)", keys: ["Alt+KeyY"], run: (a) => a.acceptElsewhere() },
  { id: "dismiss-elsewhere", group: "Finding", title: "Dismiss the suggestion to correct it everywhere", keys: ["Alt+Shift+KeyY"], run: (a) => a.dismissElsewhere() },
  ...Array.from({ length: 9 }, (_, i) => ({
    id: `mark-${i + 1}`,
    group: "Text",
    title: `Non-speech mark ${i + 1} in the list`,
    keys: [`Alt+Shift+Digit${i + 1}`],
    run: (/** @type {Actions} */ a) => a.insertMark(i),
  })),
  { id: "clean-view", group: "Text", title: "Strike through fillers and repetitions, or not", keys: ["Alt+Shift+KeyD"], run: (a) => a.toggleClean() },
  { id: "spell-check", group: "Text", title: "Turn spell checking on or off", keys: ["Alt+Shift+KeyC"], run: (a) => a.toggleSpellCheck() },
  { id: "filter", group: "Finding", title: "Filter the list", keys: ["Alt+KeyQ"], run: (a) => a.openFilter() },
  { id: "filter-off", group: "Finding", title: "Close the filter and show all segments", keys: ["Alt+Shift+KeyQ"], run: (a) => a.clearFilter() },
  { id: "filter-doubtful", group: "Finding", title: "Only segments with low-confidence words", run: (a) => a.toggleFilter("lowConfidence") },
  { id: "filter-unreviewed", group: "Finding", title: "Only unreviewed segments", run: (a) => a.toggleFilter("unreviewed") },
  { id: "filter-flagged", group: "Finding", title: "Only flagged segments", run: (a) => a.toggleFilter("flagged") },
  { id: "filter-long", group: "Finding", title: "Only segments that are too long", run: (a) => a.toggleFilter("tooLong") },

  { id: "columns", group: "View", title: "Columns of the list…", keywords: "number start end duration speed characters status show hide", run: (a) => a.openColumns() },

  { id: "zoom-in", group: "Timeline", title: "Zoom in", keys: ["Alt+Equal"], repeats: true, run: (a) => a.zoom(0.5) },
  { id: "zoom-out", group: "Timeline", title: "Zoom out", keys: ["Alt+Minus"], repeats: true, run: (a) => a.zoom(2) },
  { id: "spectrogram", group: "Timeline", title: "Spectrogram: below the waveform, instead of it, or off", keys: ["Alt+KeyP"], run: (a) => a.nextSpectrogram() },
  { id: "spectrogram-scale", group: "Timeline", title: "Spectrogram: linear or mel scale", keys: ["Alt+Shift+KeyP"], run: (a) => a.switchScale() },
  { id: "channels", group: "Timeline", title: "Waveform: mixed, or one lane per channel", keys: ["Alt+KeyC"], run: (a) => a.switchChannels() },
  { id: "timecode", group: "View", title: "Timecode: show SMPTE timecodes, set the first one", keywords: "drop frame smpte", keys: [], run: (a) => a.openTimecode() },
  { id: "find-shots", group: "Timeline", title: "Find shot cuts of the video", keywords: "scene detection", keys: [], run: (a) => a.findShots() },
  { id: "add-shot", group: "Timeline", title: "Shot cut: add at the playhead", keys: ["$mod+F9"], run: (a) => a.addShot() },
  { id: "move-shot", group: "Timeline", title: "Shot cut: move the nearest to the playhead", keys: [], run: (a) => a.moveShot() },
  { id: "delete-shot", group: "Timeline", title: "Shot cut: delete the nearest to the playhead", keys: ["Alt+Shift+Delete"], run: (a) => a.deleteShot() },
  { id: "next-shot", group: "Timeline", title: "Shot cut: go to the next", keys: ["$mod+F8"], repeats: true, run: (a) => a.nextShot() },
  { id: "previous-shot", group: "Timeline", title: "Shot cut: go to the previous", keys: ["$mod+F7"], repeats: true, run: (a) => a.previousShot() },

  { id: "speaker-lanes", group: "Timeline", title: "Show or hide the lanes of speakers", keywords: "turns tracks tiers", keys: ["Alt+Backslash"], run: (a) => a.toggleSpeakerLanes() },

  { id: "layout", group: "View", title: "Next layout: audio, video, list only", keys: ["Alt+Shift+KeyL"], run: (a) => a.nextLayout() },
  { id: "caption-speakers", group: "View", title: "Show or hide speaker names in the cue on the video", keys: ["Alt+Shift+KeyS"], run: (a) => a.toggleCaptionSpeakers() },
  { id: "meter", group: "View", title: "Show or hide the level meter", keys: ["Alt+Shift+KeyM"], run: (a) => a.toggleMeter() },
  { id: "safe-area", group: "View", title: "Show or hide the safe area of the video", keys: ["Alt+Shift+KeyV"], run: (a) => a.toggleSafeArea() },
  { id: "detach-picture", group: "View", title: "Open the video in its own window", keys: ["Alt+KeyV"], run: (a) => void a.detachPicture() },
  { id: "theme", group: "View", title: "Theme: light, dark, or as the system", keys: ["Alt+Shift+KeyT"], run: (a) => a.nextTheme() },
  { id: "text-larger", group: "View", title: "Larger text", keys: ["Alt+Shift+Equal"], repeats: true, run: (a) => a.scaleText(1) },
  { id: "text-smaller", group: "View", title: "Smaller text", keys: ["Alt+Shift+Minus"], repeats: true, run: (a) => a.scaleText(-1) },

  { id: "palette", group: "Commands", title: "Find a command", keys: ["$mod+KeyK"], menu: false, run: (a) => a.openPalette() },
  { id: "menu", group: "Commands", title: "Menu", keys: ["F10"], menu: false, run: (a) => a.openMenu() },
  { id: "settings", group: "Commands", title: "Settings", keywords: "preferences options keyboard shortcuts", keys: ["Alt+KeyU"], run: (a) => a.openSettings() },
  { id: "go-to", group: "Moving", title: "Go to a time or a segment", keywords: "jump line number", keys: ["Alt+KeyJ"], run: (a) => a.goTo() },
  { id: "to-start", group: "Playing", title: "Go to the start of the recording", keywords: "begin return", keys: ["Alt+Home"], run: (a) => a.seekTo(0) },
  { id: "seek-start", group: "Playing", title: "Go to the start of the segment", run: (a) => a.seekToSegment() },
  { id: "end-and-next", group: "Editing", title: "End segment at the playhead and go to the next", run: (a) => a.endAndNext() },

  { id: "save", group: "Recording", title: "Save now (changes are saved automatically)", keys: ["$mod+KeyS"], run: (a) => a.save() },
  { id: "import-file", group: "Recording", title: "Import a transcript file…", keywords: "open subtitles text srt vtt", run: (a) => a.importFile() },
  { id: "compare", group: "Recording", title: "Compare with another transcript, draft or file…", keywords: "differences diff versions revision subtitles", run: (a) => a.compareWith() },
  { id: "merge-file", group: "Recording", title: "Merge a file into this transcript…", keywords: "append interleave second speaker language bilingual join", run: (a) => a.mergeFile() },
  { id: "next-recording", group: "Recording", title: "Next recording of the library's list", keys: ["Alt+Shift+PageDown"], keywords: "open library", run: (a) => a.nextRecording() },
  { id: "previous-recording", group: "Recording", title: "Previous recording of the library's list", keys: ["Alt+Shift+PageUp"], keywords: "open library", run: (a) => a.previousRecording() },
  { id: "export", group: "Recording", title: "Export", keys: ["Alt+KeyE"], run: (a) => a.openExport() },
  { id: "subtitled-video", group: "Recording", title: "Video with subtitles", keys: [], run: (a) => a.openVideo() },
  { id: "copy-text", group: "Recording", title: "Copy transcript: only the text", keywords: "clipboard", run: (a) => a.copyTranscript({}) },
  { id: "copy-speakers", group: "Recording", title: "Copy transcript with speakers", keywords: "clipboard names", run: (a) => a.copyTranscript({ speakers: true }) },
  { id: "copy-times", group: "Recording", title: "Copy transcript with times and speakers", keywords: "clipboard timestamps", run: (a) => a.copyTranscript({ times: true, speakers: true }) },
  { id: "history", group: "Recording", title: "History: changes, earlier versions, effort", keys: ["Alt+KeyH"], run: (a) => a.toggleHistory() },
  { id: "changes", group: "Recording", title: "Changes since the draft", keys: ["Alt+Shift+KeyH"], run: (a) => a.openChanges() },
  { id: "checks", group: "Recording", title: "Checks: subtitles for a delivery profile", keywords: "quality netflix bbc reading speed cues", keys: ["Alt+Shift+KeyU"], run: (a) => a.toggleChecks() },
  { id: "next-finding", group: "Recording", title: "Next finding of the checks", keys: ["Shift+F8"], repeats: true, run: (a) => a.nextFinding() },
  { id: "previous-finding", group: "Recording", title: "Previous finding of the checks", keys: ["Shift+F7"], repeats: true, run: (a) => a.previousFinding() },
  { id: "fix-finding", group: "Recording", title: "Checks: fix the signs of this finding's text", keywords: "repair quotes dots dashes spaces", keys: ["Shift+F6"], run: (a) => a.fixFinding() },
  { id: "fix-findings", group: "Recording", title: "Checks: fix the signs of all texts that are not approved", keywords: "repair quotes dots dashes spaces", run: (a) => a.fixFindings() },
  { id: "statistics", group: "Recording", title: "Statistics: confidence, speed and effort", keywords: "progress words minute pace chart figures", run: (a) => a.openStatistics() },
  { id: "tour", group: "Commands", title: "Tour: first steps", keywords: "show introduction beginner resume help", run: (a) => a.startTour() },
  { id: "help", group: "Commands", title: "All shortcuts", keywords: "help shortcuts sheet", keys: ["$mod+Slash", "F12"], plainKeys: ["[Shift]+?"], run: (a) => a.openHelp() },
];

/**
 * Keys of a command; the user's keys replace the defaults separately in each place.
 *
 * @param {Command} command
 * @param {Overrides} overrides
 * @returns {Keys}
 */
export function keysOf(command, overrides) {
  const own = overrides[command.id] ?? {};
  const { keys, textKeys, plainKeys } = Array.isArray(own) ? { keys: own } : own;
  return {
    keys: keys ?? command.keys ?? [],
    textKeys: textKeys ?? command.textKeys ?? [],
    plainKeys: plainKeys ?? command.plainKeys ?? [],
  };
}

/** @type {Record<string, string>} */
const SPOKEN = {
  Control: "Ctrl", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓",
  BracketLeft: "[", BracketRight: "]", Equal: "+", Minus: "−", Slash: "/", Escape: "Esc", Comma: ",", Period: ".", Semicolon: ";", Quote: "'",
  Backslash: "\\", Backquote: "`", ContextMenu: "Menu", "=": "+", "-": "−",
}; // prettier-ignore
/** On a Mac, in the order in which its menus show them. @type {Record<string, string>} */
const MAC_SIGNS = { Control: "⌃", Alt: "⌥", Shift: "⇧", Meta: "⌘" };
/** @type {Record<string, string>} */
const MAC_SPOKEN = { Enter: "↩", Backspace: "⌫", Delete: "⌦", Tab: "⇥", Escape: "esc" };

/**
 * A key as it is usually written: "$mod+KeyZ" becomes "Ctrl+Z", on a Mac "⌘Z".
 *
 * @param {string} key
 * @param {boolean} isMac
 */
export function keyLabel(key, isMac = false) {
  const parts = key.replace("[Shift]+?", "?").split("+").map((part) => (part === "$mod" ? (isMac ? "Meta" : "Control") : part));
  const last = (parts.pop() ?? "").replace(/^@?(Key|Digit)?/, "");
  const name = (isMac && MAC_SPOKEN[last]) || SPOKEN[last] || (last.length === 1 ? last.toUpperCase() : last);
  if (!isMac) return [...parts.map((part) => SPOKEN[part] ?? part), name].join("+");
  return Object.entries(MAC_SIGNS).map(([modifier, sign]) => (parts.includes(modifier) ? sign : "")).join("") + name;
}

/**
 * Write the keys of commands into a text: "{undo}" becomes "Ctrl+Z". A command without keys is named by its title.
 *
 * @param {string} text
 * @param {Overrides} overrides the keys in force
 * @param {boolean} isMac
 */
export function withKeyNames(text, overrides, isMac) {
  return text.replace(/\{([a-z]+(?:-[a-z\d]+)*)\}/g, (whole, id) => {
    const command = COMMANDS.find((one) => one.id === id);
    if (!command) return whole;
    const [first] = Object.values(keysOf(command, overrides)).flat();
    return first ? keyLabel(first, isMac) : `“${command.title}”`;
  });
}
