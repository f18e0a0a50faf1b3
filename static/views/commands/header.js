/**
 * The editor's top line: at the left what this is and whether it is saved, at the right what can be done. Nothing in it moves
 * when a state changes; jobs and progress are on the line below (`status-line.js`).
 */

import { html } from "htm/preact";
import { render } from "preact";
import { effect } from "@preact/signals";

import { Icon } from "../ui/icon.js";
import { openMenu } from "../ui/menu.js";
import { keyOf, keyText, withKey } from "../ui/key-labels.js";

const FIND = "M10 3a7 7 0 1 0 4.2 12.6l4.6 4.6 1.6-1.6-4.6-4.6A7 7 0 0 0 10 3zm0 2.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6z";
const FILTER = "M3 5h18l-7 8.2V20l-4-2v-4.8z";
const IMPORT = "M11 3h2v8.2l2.6-2.6L17 10l-5 5-5-5 1.4-1.4 2.6 2.6zM4 17h16v3.5H4z";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {import("../player/player.js").Player} options.player
 * @param {import("../editing/actions.js").Actions} options.actions
 * @param {import("../../core/sync/jobs.js").Work} options.work
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} options.settings
 * @param {{rename: () => void, draft: () => void}} options.panels
 */
export function createHeader(scope, { element, store, player, actions, panels, work, settings }) {
  scope.add(
    effect(() => {
      const media = player.media.value;
      const { undo, redo } = store.depth.value;
      const own = settings.value;
      document.title = `${media.title} · Transcribe`;
      render(
        html`
          <div class="editor-what">
            <a class="editor-back" href="/" title="All recordings" aria-label="All recordings" onClick=${actions.openLibrary}>‹<span class="button-text">${"\u00a0"}Recordings</span></a>
            <h1 class="editor-heading"><button class="editor-title" title=${`${media.title} (click to rename)`} aria-description="Rename" onClick=${panels.rename}>${media.title}</button></h1>
            <${Save} state=${store.saveState.value} trouble=${store.trouble.value} />
          </div>
          <div class="editor-commands">
            <button class="button is-icon" disabled=${!undo} aria-label="Undo" title=${withKey("Undo", "undo", own)} onClick=${actions.undo}><${Icon} path="M9 5 4 10l5 5v-3.8h6a3.4 3.4 0 0 1 0 6.8h-4v2h4a5.4 5.4 0 0 0 0-10.8H9z" /></button>
            <button class="button is-icon" disabled=${!redo} aria-label="Redo" title=${withKey("Redo", "redo", own)} onClick=${actions.redo}><${Icon} path="M15 5l5 5-5 5v-3.8H9a3.4 3.4 0 0 0 0 6.8h4v2H9A5.4 5.4 0 0 1 9 9.2h6z" /></button>
            <${ToolButton} text="Find…" path=${FIND} title=${withKey("Find and replace", "find-replace", own)} run=${actions.findAndReplace} />
            <${ToolButton} text="Filter" path=${FILTER} title=${withKey("Show only some segments", "filter", own)} run=${actions.openFilter} />
            <${ToolButton} text="Import…" path=${IMPORT} title="Replace the transcript with a file; can be undone" run=${actions.importFile} />
            <button class="button" aria-haspopup="menu" aria-expanded="false" disabled=${media.state === "new" || media.state === "ingesting" || media.state === "failed"}
              onClick=${(/** @type {MouseEvent} */ event) => openMenu(/** @type {HTMLElement} */ (event.currentTarget), "Draft", menuItems({ media, actions, panels, work, settings }))}
            >Draft ▾</button>
            <button class="button" aria-haspopup="menu" aria-expanded="false"
              onClick=${(/** @type {MouseEvent} */ event) => openMenu(/** @type {HTMLElement} */ (event.currentTarget), "View", [...actions.layoutItems(), ...actions.pictureItems(), ...actions.appearanceItems(), { label: "Columns of the list…", isFirst: true, run: actions.openColumns }])}
            >View ▾</button>
            <button class="button is-main" onClick=${actions.openExport} title=${withKey("Export", "export", own)}>Export…</button>
            <button class="button" data-command-menu data-keeps-place aria-haspopup="menu" aria-expanded="false" title=${keyText("All commands ({menu}); {palette} finds one", own)} onClick=${actions.openMenu}>Menu ▾</button>
            <button class="icon-button" onClick=${actions.openHelp} title="Keys (?)" aria-label="Keys">?</button>
          </div>
        `,
        element,
      );
    }),
  );
  scope.add(() => render(null, element));
}

/**
 * @param {object} parts
 * @param {import("../../core/sync/api-types.js").Media} parts.media
 * @param {import("../editing/actions.js").Actions} parts.actions
 * @param {import("../../core/sync/jobs.js").Work} parts.work
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} parts.settings
 * @param {{draft: () => void}} parts.panels
 * @returns {import("../ui/menu.js").MenuItem[]}
 */
function menuItems({ media, actions, panels, work, settings }) {
  const hasTranslation = work.cues.peek() !== null;
  const isFinding = work.jobs.peek().some((job) => job.kind === "speakers");
  const isTranslating = work.jobs.peek().some((job) => job.kind === "translate");
  return [
    { label: "Draft this range again…", keys: keyOf("draft-again", settings.peek()), run: actions.draftAgain },
    { label: "Show the last differences again…", keys: keyOf("show-proposal", settings.peek()), run: actions.showProposal, disabled: !work.proposed() },
    { label: "Realign this segment's words", keys: keyOf("align", settings.peek()), run: () => void actions.alignSegment() },
    { label: "Draft the recording again…", run: panels.draft, disabled: media.state !== "ready" },
    { label: "Find who speaks…", run: actions.findSpeakers, disabled: media.state !== "ready" || isFinding, isFirst: true },
    { label: "Translate to English…", run: actions.translate, disabled: isTranslating, isFirst: true },
    { label: "Show the translation", keys: keyOf("translation", settings.peek()), run: actions.toggleTranslation, checked: hasTranslation && settings.peek().showTranslation, disabled: !hasTranslation },
  ];
}

/** @param {{state: "saved" | "saving" | "offline" | "disconnected", trouble: string}} props */
function Save({ state, trouble }) {
  const text = { saved: "Saved", saving: "Saving…", offline: "Not saved", disconnected: "No connection" }[state];
  return html`<span class=${`editor-save is-${state}`} role="status" title=${trouble} data-state=${state}>
    ${text}${state === "offline" && html`<span class="unseen">: kept in this browser</span>`}
  </span>`;
}

/**
 * A button of the right zone. Where the window is narrow, its icon is left.
 *
 * @param {{text: string, path: string, title: string, run: () => void}} props
 */
function ToolButton({ text, path, title, run }) {
  return html`<button class="button is-tool" onClick=${run} title=${title}><${Icon} path=${path} /><span class="button-text">${text}</span></button>`;
}
