/** The editor's top line: title, save state, draft progress, undo, export and the other commands. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";
import { Icon } from "../ui/icon.js";
import { openMenu } from "../ui/menu.js";
import { formatEta } from "../ui/format.js";
import { keyOf, keyText, withKey } from "../ui/key-labels.js";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {import("../player/player.js").Player} options.player
 * @param {import("../editing/actions.js").Actions} options.actions
 * @param {import("../../core/sync/jobs.js").Work} options.work
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} options.settings
 * @param {{rename: () => void, draft: () => void, cancelDraft: () => void}} options.panels
 * @param {import("@preact/signals").ReadonlySignal<{text: string, title: string} | null>} options.remaining work, in words
 */
export function createHeader(scope, { element, store, player, actions, panels, work, settings, remaining }) {
  scope.add(
    effect(() => {
      const media = player.media.value;
      const { undo, redo } = store.depth.value;
      const own = settings.value;
      document.title = `${media.title} · Transcribe`;
      render(
        html`
          <a class="editor-back" href="/" title="All recordings" aria-label="All recordings">‹ Recordings</a>
          <button class="editor-title" title="Rename" onClick=${panels.rename}>${media.title}</button>
          <${Save} state=${store.saveState.value} trouble=${store.trouble.value} retry=${store.retry} />
          <${Progress} media=${media} cancel=${panels.cancelDraft} />
          <${RequestedJobs} jobs=${work.jobs.value} stop=${actions.stop} />
          ${remaining.value && html`<span class="editor-left" title=${remaining.value.title}>${remaining.value.text}</span>`}
          <span class="editor-space"></span>
          <button class="button is-icon" disabled=${!undo} aria-label="Undo" title=${withKey("Undo", "undo", own)} onClick=${actions.undo}><${Icon} path="M9 5 4 10l5 5v-3.8h6a3.4 3.4 0 0 1 0 6.8h-4v2h4a5.4 5.4 0 0 0 0-10.8H9z" /></button>
          <button class="button is-icon" disabled=${!redo} aria-label="Redo" title=${withKey("Redo", "redo", own)} onClick=${actions.redo}><${Icon} path="M15 5l5 5-5 5v-3.8H9a3.4 3.4 0 0 0 0 6.8h4v2H9A5.4 5.4 0 0 1 9 9.2h6z" /></button>
          <button class="button" onClick=${actions.findAndReplace} title=${withKey("Find and replace", "find-replace", own)}>Find…</button>
          <button class="button" onClick=${actions.openFilter} title=${withKey("Show only some segments", "filter", own)}>Filter</button>
          <button class="button" onClick=${actions.importFile} title="Replace the transcript with a file; can be undone">Import…</button>
          <button class="button" aria-haspopup="menu" aria-expanded="false" disabled=${media.state === "new" || media.state === "ingesting" || media.state === "failed"}
            onClick=${(/** @type {MouseEvent} */ event) => openMenu(/** @type {HTMLElement} */ (event.currentTarget), "Draft", menuItems({ media, actions, panels, work, settings }))}
          >Draft ▾</button>
          <button class="button" aria-haspopup="menu" aria-expanded="false"
            onClick=${(/** @type {MouseEvent} */ event) => openMenu(/** @type {HTMLElement} */ (event.currentTarget), "View", [...actions.layoutItems(), ...actions.pictureItems(), ...actions.appearanceItems(), { label: "Columns of the list…", isFirst: true, run: actions.openColumns }])}
          >View ▾</button>
          <button class="button is-main" onClick=${actions.openExport} title=${withKey("Export", "export", own)}>Export…</button>
          <button class="button" data-command-menu data-keeps-place aria-haspopup="menu" aria-expanded="false" title=${keyText("All commands ({menu}); {palette} finds one", own)} onClick=${actions.openMenu}>Menu ▾</button>
          <button class="icon-button" onClick=${actions.openHelp} title="Keys (?)" aria-label="Keys">?</button>
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
  const isTranslating = work.jobs.peek().some((job) => job.kind === "translate");
  return [
    { label: "Draft this range again…", keys: keyOf("draft-stretch", settings.peek()), run: actions.draftStretch },
    { label: "Show the last differences again…", keys: keyOf("show-proposal", settings.peek()), run: actions.showProposal, disabled: !work.proposed() },
    { label: "Realign this segment's words", keys: keyOf("align", settings.peek()), run: () => void actions.alignSegment() },
    { label: "Draft the recording again…", run: panels.draft, disabled: media.state !== "ready" },
    { label: "Translate to English…", run: actions.translate, disabled: isTranslating, isFirst: true },
    { label: "Show the translation", keys: keyOf("translation", settings.peek()), run: actions.toggleTranslation, checked: hasTranslation && settings.peek().showTranslation, disabled: !hasTranslation },
  ];
}

/**
 * Jobs requested by users, apart from the draft.
 * @param {{jobs: import("../../core/sync/jobs.js").Job[], stop: (id: number) => void}} props
 */
function RequestedJobs({ jobs, stop }) {
  const requested = jobs.filter((job) => ["redraft", "align", "align-text", "translate"].includes(job.kind));
  if (!requested.length) return null;
  const [job] = requested;
  const rest = requested.length > 1 ? `, ${requested.length - 1} more` : "";
  return html`<span class="editor-progress" role="status">
    <span>${describeJob(job)}${rest}</span>
    ${["translate", "align-text"].includes(job.kind) && html`<progress max="100" value=${Math.round(job.progress * 100)} aria-label=${describeJob(job)}></progress>`}
    <button class="link" onClick=${() => stop(job.id)} aria-label=${`Stop: ${describeJob(job)}`}>Stop</button>
  </span>`;
}

/** @param {import("../../core/sync/jobs.js").Job} job */
function describeJob(job) {
  if (job.state === "paused") return "Paused on the jobs page";
  if (job.kind === "align") return "Aligning words…";
  if (job.kind === "align-text") return "Finding the text in the audio…";
  if (job.kind === "translate") return "Translating…";
  return `Drafting ${formatClock((job.start ?? 0) * 1000, 1)} – ${formatClock((job.end ?? 0) * 1000, 1)} again…`;
}

/** @param {{state: "saved" | "saving" | "offline" | "disconnected", trouble: string, retry: () => void}} props */
function Save({ state, trouble, retry }) {
  const text = { saved: "Saved", saving: "Saving…", offline: "Not saved: kept in this browser", disconnected: "No connection to the server" }[state];
  return html`<span class=${`editor-save is-${state}`} role="status" title=${trouble} data-state=${state}>
    ${text}${state === "offline" && html` <button class="link" onClick=${retry}>Try now</button>`}
  </span>`;
}

/** @param {{media: import("../../core/sync/api-types.js").Media, cancel: () => void}} props */
function Progress({ media, cancel }) {
  if (media.state === "failed" || media.error) return html`<span class="editor-error" role="alert">${media.error}</span>`;
  if (media.state === "ready") return null;
  const percent = Math.round((media.progress ?? 0) * 100);
  const what = media.state === "drafting" ? "Draft" : "Preparing the audio";
  return html`<span class="editor-progress">
    <span>${what} ${media.progress === null ? "queued" : `${percent} %`}${formatEta(media.eta_s)}</span>
    <progress max="100" value=${percent} aria-label=${what}></progress>
    ${media.state === "drafting" && html`<button class="link" onClick=${cancel}>Stop</button>`}
  </span>`;
}
