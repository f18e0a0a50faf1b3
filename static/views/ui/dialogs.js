/** Modal dialogs: the browser's <dialog> with Preact inside. Escape and the backdrop close them. */

import { html } from "htm/preact";
import { render } from "preact";

import { formatClock } from "../../core/base/clock.js";
import { createSettings } from "../../core/commands/settings.js";
import { keepFocus } from "./caret-memory.js";
import { keepComposition } from "../../core/base/key-press.js";

/** @typedef {import("preact").ComponentChildren} Children */

/**
 * Show a dialog.
 *
 * @param {string} title
 * @param {(close: () => void) => Children} draw
 * @param {{className?: string, onClose?: () => void}} [options]
 * @returns {{close: () => void, redraw: () => void}}
 */
export function openDialog(title, draw, { className = "", onClose } = {}) {
  const dialog = document.createElement("dialog");
  dialog.className = `dialog ${className}`;
  dialog.setAttribute("aria-label", title);
  let isClosed = false;
  const close = () => {
    dialog.close();
    end(); // now: the close event comes later
  };
  const redraw = () =>
    render(
      html`<header class="dialog-head">
          <h2>${title}</h2>
          <button class="icon-button" aria-label="Close" onClick=${close}>×</button>
        </header>
        <div class="dialog-body">${draw(close)}</div>`,
      dialog,
    );
  const before = keepFocus();
  const end = () => {
    if (isClosed) return;
    isClosed = true;
    render(null, dialog);
    dialog.remove();
    before.giveBack();
    onClose?.();
  };
  dialog.onclose = end;
  dialog.oncancel = close; // Escape
  closeOnBackdrop(dialog, close);
  dialog.onkeydown = keepComposition;
  document.body.append(dialog);
  redraw();
  dialog.showModal();
  return { close, redraw };
}

/**
 * A click on the backdrop has the dialog as target. Its end counts: what lies below must not get the click.
 *
 * @param {HTMLDialogElement} dialog
 * @param {() => void} close
 */
function closeOnBackdrop(dialog, close) {
  let isOutside = false;
  dialog.onpointerdown = (event) => void (isOutside = event.target === dialog);
  dialog.onclick = (event) => {
    if (isOutside && event.target === dialog) close();
  };
}

/**
 * One of several choices.
 * @param {{group: string, name: string, isChosen: boolean, choose: () => void, children: unknown}} props
 */
function Choice({ group, name, isChosen, choose, children }) {
  return html`<label><input type="radio" name=${group} value=${name} checked=${isChosen} onChange=${choose} />${children}</label>`;
}

/**
 * Choose a format and download.
 * @param {{id: string, title: string, language: string | null, translation: string | null}} media `translation`: its job's state
 * @param {{name: string, title: string, suffix: string, options: string[]}[]} formats
 */
export function openExport(media, formats) {
  let chosen = formats.find((format) => format.name === "srt") ?? formats[0];
  /** @type {Record<string, boolean>} */
  let options = {};
  let of = "transcript";
  let isClean = false;
  const isGrowing = media.translation !== "done";
  const address = () => {
    const wanted = chosen.options.filter((name) => options[name]).map((name) => `${name}=1`);
    if (of !== "transcript") wanted.unshift(`of=${of}`);
    if (isClean) wanted.unshift(...cleanView(media.language));
    return `/api/v1/media/${media.id}/export/${chosen.name}${wanted.length ? `?${wanted.join("&")}` : ""}`;
  };
  const { redraw } = openDialog(`Export “${media.title}”`, (close) => html`
    ${media.translation && media.translation !== "failed" && html`<fieldset class="choices">
      <legend>Content</legend>
      ${[["transcript", "Transcript"], ["translation", "English translation"]].map(
        ([name, label]) => html`<${Choice} key=${name} group="of" name=${name} isChosen=${name === of} choose=${() => {
          of = name;
          redraw();
        }}>${label} ${name === "translation" && isGrowing && html`<span class="quiet">in progress: exports the part that is done</span>`}<//>`,
      )}
    </fieldset>`}
    <fieldset class="choices">
      <legend>Format</legend>
      ${formats.map(
        (format) => html`<${Choice} key=${format.name} group="format" name=${format.name} isChosen=${format === chosen} choose=${() => {
          chosen = format;
          options = {};
          redraw();
        }}>${format.title} <span class="quiet">${format.suffix}</span><//>`,
      )}
    </fieldset>
    ${chosen.options.length > 0 && html`<fieldset class="choices">
      <legend>Options</legend>
      ${chosen.options.map(
        (name) => html`<label key=${name}>
          <input
            type="checkbox"
            checked=${Boolean(options[name])}
            onChange=${(/** @type {Event} */ event) => {
              options[name] = /** @type {HTMLInputElement} */ (event.target).checked;
              redraw();
            }}
          />
          ${name}
        </label>`,
      )}
    </fieldset>`}
    <label class="check">
      <input
        type="checkbox"
        checked=${isClean}
        onChange=${(/** @type {Event} */ event) => {
          isClean = /** @type {HTMLInputElement} */ (event.target).checked;
          redraw();
        }}
      />
      Leave out fillers and repetitions (clean view)
    </label>
    <p class="dialog-actions">
      <a class="button is-main" autofocus href=${address()} download="" onClick=${() => setTimeout(close)}>Download</a>
    </p>
  `);
}

/**
 * Query parameters of the clean view, from this browser's lists.
 * @param {string | null} language
 */
function cleanView(language) {
  const { fillers, dropsRepeats, dropsFalseStarts } = createSettings(localStorage).settings.peek();
  const own = fillers[language ?? "en"];
  return [
    "view=clean",
    ...(own ? [`fillers=${encodeURIComponent(own.join(","))}`] : []),
    ...(dropsRepeats ? ["repeats=1"] : []),
    ...(dropsFalseStarts ? ["false_starts=1"] : []),
  ];
}

/**
 * Ask for one line of text.
 *
 * @param {{title: string, label: string, value?: string, action: string, onDone: (text: string) => void}} question
 */
export function askText({ title, label, value = "", action, onDone }) {
  openDialog(title, (close) => html`<form
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      const text = String(form.get("text") ?? "").trim();
      if (!text) return;
      close();
      onDone(text);
    }}
  >
    <label class="field">${label}<input name="text" value=${value} maxlength="200" autofocus required /></label>
    <p class="dialog-actions"><button class="button is-main">${action}</button></p>
  </form>`);
}

/** Texts of the dialog about two versions, and the version whose button stands out. */
const CLASH = {
  title: "The same passage was changed twice",
  question: "Which version do you want to keep?",
  mine: "Keep mine", theirs: "Keep the other", other: "Other version", suggested: "mine",
};
const NOT_ACCEPTED = {
  title: "This change was not accepted",
  question: "Copy what you need from your version, then keep the saved one.",
  mine: "Send mine again", theirs: "Keep the saved version", other: "Saved version", suggested: "theirs",
};

/**
 * Two versions of the same passage. Both are kept until the user chooses one.
 *
 * @param {import("../../core/sync/conflicts.js").Conflict} conflict
 * @param {(choice: "mine" | "theirs" | null) => void} onChoice null: closed without a choice
 */
export function openConflict(conflict, onChoice) {
  /** @type {"mine" | "theirs" | null} */
  let choice = null;
  const words = conflict.isInvalid ? NOT_ACCEPTED : CLASH;
  const look = (/** @type {string} */ which) => (which === words.suggested ? "button is-main" : "button");
  const passage = (/** @type {readonly import("../../core/document/operations.js").Segment[]} */ segments) =>
    segments.length
      ? segments.map((segment) => html`<p key=${segment.id}>
          <span class="quiet">${formatClock(segment.startMs, 1)} – ${formatClock(segment.endMs, 1)}</span><br />${segment.text}
        </p>`)
      : html`<p class="quiet">(removed)</p>`;
  const pick = (/** @type {"mine" | "theirs"} */ which, /** @type {() => void} */ close) => () => {
    choice = which;
    close();
  };
  return openDialog(
    words.title,
    (close) => html`
      <p class="conflict-reason" tabindex="-1" autofocus=${conflict.isInvalid}>
        ${conflict.reason} Your change is not saved yet. ${words.question}
      </p>
      <div class="versions">
        <section><h3>Yours</h3><div class="version-text">${passage(conflict.mine)}</div>
          <button class=${look("mine")} autofocus=${!conflict.isInvalid} onClick=${pick("mine", close)}>${words.mine}</button></section>
        <section><h3>${words.other}</h3><div class="version-text">${passage(conflict.theirs)}</div>
          <button class=${look("theirs")} onClick=${pick("theirs", close)}>${words.theirs}</button></section>
      </div>
    `,
    { className: "is-wide is-conflict", onClose: () => onChoice(choice) },
  );
}
