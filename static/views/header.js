/** The editor's top line: title, save state, draft progress, undo, export and the other commands. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect } from "@preact/signals";

import { spellEta } from "./wording.js";

/**
 * @param {import("../core/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {import("../core/store.js").Store} options.store
 * @param {import("./player.js").Player} options.player
 * @param {import("./actions.js").Actions} options.actions
 * @param {{rename: () => void, importFile: () => void, draft: () => void, cancelDraft: () => void}} options.panels
 */
export function createHeader(scope, { element, store, player, actions, panels }) {
  scope.add(
    effect(() => {
      const media = /** @type {any} */ (player.media.value);
      const { undo, redo } = store.depth.value;
      document.title = `${media.title} · Transcribe`;
      render(
        html`
          <a class="ed-back" href="/" title="All recordings" aria-label="All recordings">‹ Recordings</a>
          <button class="ed-title" title="Rename" onClick=${panels.rename}>${media.title}</button>
          <${Save} state=${store.saveState.value} trouble=${store.trouble.value} retry=${store.retry} />
          <${Progress} media=${media} cancel=${panels.cancelDraft} />
          <span class="ed-space"></span>
          <button class="button" disabled=${!undo} title="Undo (Ctrl+Z)" onClick=${actions.undo}>Undo</button>
          <button class="button" disabled=${!redo} title="Do again (Ctrl+Shift+Z)" onClick=${actions.redo}>Redo</button>
          <button class="button" onClick=${panels.importFile} title="Replace the transcript by a file; can be undone">Import…</button>
          <button class="button" onClick=${panels.draft} disabled=${media.state !== "ready"}>Draft again…</button>
          <button class="button is-main" onClick=${actions.openExport} title="Export (Alt+E)">Export…</button>
          <button class="icon-button" onClick=${actions.openHelp} title="Keys (?)" aria-label="Keys">?</button>
        `,
        element,
      );
    }),
  );
  scope.add(() => render(null, element));
}

/** @param {{state: "saved" | "saving" | "offline", trouble: string, retry: () => void}} props */
function Save({ state, trouble, retry }) {
  const text = { saved: "Saved", saving: "Saving…", offline: "Not saved: kept in this browser" }[state];
  return html`<span class=${`ed-save is-${state}`} role="status" title=${trouble} data-state=${state}>
    ${text}${state === "offline" && html` <button class="link" onClick=${retry}>Try now</button>`}
  </span>`;
}

/** @param {{media: any, cancel: () => void}} props */
function Progress({ media, cancel }) {
  if (media.state === "failed" || media.error) return html`<span class="ed-error" role="alert">${media.error}</span>`;
  if (media.state === "ready") return null;
  const percent = Math.round((media.progress ?? 0) * 100);
  const what = media.state === "drafting" ? "Draft" : "Preparing the sound";
  return html`<span class="ed-progress">
    <span>${what} ${media.progress === null ? "waits" : `${percent} %`}${spellEta(media.eta)}</span>
    <progress max="100" value=${percent} aria-label=${what}></progress>
    ${media.state === "drafting" && html`<button class="link" onClick=${cancel}>Stop</button>`}
  </span>`;
}
