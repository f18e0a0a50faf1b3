/** The export dialog: format and options at the left, at the right the beginning of the file as it will be written. */

import { html } from "htm/preact";

import { messageOf } from "../../core/base/errors.js";
import { createSettings } from "../../core/commands/settings.js";
import { exportAddress, readBeginning, warningsOf } from "../../core/sync/export-text.js";
import { reportActivity } from "./activity.js";
import { openDialog } from "./dialogs.js";
import { Delivery, deliveryQuery } from "./export-delivery.js";

/** @typedef {import("../../core/sync/export-text.js").Format} Format */
/** @typedef {import("../../core/sync/export-text.js").Values} Values */
/** @typedef {{id: string, title: string, language: string | null, translation: string | null, frame_rate: number | null}} Media `translation`: its job's state */
/** @typedef {{text: string | null, isWhole: boolean, warnings: readonly string[], isOther?: boolean} | {error: string} | null} Shown null: being read; `text` is null for files that are no text; `isOther`: it is the text of a SubRip file instead */

const GROUPS = /** @type {const} */ ({ subtitles: "Subtitles", text: "Text", annotation: "Annotation", data: "Data" });
const PREVIEW_CHARS = 900;

/**
 * Choose a format; download it, or copy it to the clipboard. The last choice is kept in this browser.
 *
 * @param {Media} media
 * @param {Format[]} formats
 * @param {readonly import("./export-delivery.js").Profile[]} profiles
 * @param {() => void} openVideo shows the dialog “Video with subtitles” instead
 */
export function openExport(media, formats, profiles, openVideo) {
  const { settings, change } = createSettings(localStorage);
  const last = settings.peek();
  formats = formats.filter(({ writes }) => writes);
  let chosen = formats.find(({ name }) => name === last.exportFormat) ?? formats[0];
  let values = valuesOf(chosen, last.exportOptions[chosen.name]);
  let isClean = last.exportClean;
  let delivery = { profile: profiles.some(({ name }) => name === last.exportProfile) ? last.exportProfile : "", frameRate: "" };
  let of = "transcript";
  let shown = /** @type {Shown} */ (null);
  let copied = "";
  let nAsked = 0;
  let nRead = 0;
  const view = () => [...(isClean ? cleanView(media.language) : []), ...deliveryQuery(delivery, chosen)];
  const address = () => exportAddress(media.id, chosen, { values, of, view: view() });
  const subRip = formats.find(({ name }) => name === "srt");
  /** The first cues of a subtitle file that is no text, as SubRip. */
  const cuesAddress = () => (subRip && chosen.group === "subtitles" ? exportAddress(media.id, subRip, { values: { speakers: values.speakers ?? false }, of, view: view() }) : "");
  const read = async () => {
    const asked = (nAsked += 1);
    const found = await preview(address(), cuesAddress()).catch((error) => ({ error: messageOf(error) }));
    if (asked !== nAsked) return; // a later choice has been made meanwhile
    nRead = asked;
    shown = found;
    redraw();
  };
  const choose = (/** @type {() => void} */ run) => {
    run();
    copied = "";
    change({ exportFormat: chosen.name, exportClean: isClean, exportProfile: delivery.profile, exportOptions: { ...settings.peek().exportOptions, [chosen.name]: values } });
    void read();
    redraw();
  };
  const pick = (/** @type {Format} */ format) => choose(() => {
    chosen = format;
    values = valuesOf(format, settings.peek().exportOptions[format.name]);
  });
  const copy = async () => {
    try {
      await copyFrom(address());
      copied = "Copied";
      reportActivity("exported");
    } catch (error) {
      copied = messageOf(error);
    }
    redraw();
  };
  const closeAfterDownload = (/** @type {() => void} */ close) => {
    close();
    reportActivity("exported");
  };
  const { redraw } = openDialog(`Export “${media.title}”`, (close) => html`
    <div class="export">
      <div class="export-choices">
        <${Content} media=${media} of=${of} pick=${(/** @type {string} */ name) => choose(() => void (of = name))} />
        <${Formats} formats=${formats} chosen=${chosen} pick=${pick} />
        <${Options} format=${chosen} values=${values} set=${(/** @type {Values} */ set) => choose(() => void (values = { ...values, ...set }))} />
        ${chosen.group === "subtitles" && html`<${Delivery} profiles=${profiles} choice=${delivery} frameRate=${media.frame_rate} set=${(/** @type {typeof delivery} */ next) => choose(() => void (delivery = next))} />`}
        <label class="check">
          <input type="checkbox" checked=${isClean} onChange=${(/** @type {Event} */ event) => choose(() => void (isClean = isChecked(event)))} />
          Leave out fillers and repetitions (clean view)
        </label>
      </div>
      <${Preview} shown=${shown} isRead=${nRead === nAsked} suffix=${chosen.suffix} />
    </div>
    <p class="dialog-actions">
      <button class="link export-video" onClick=${() => {
        close();
        openVideo();
      }}>Video with subtitles…</button>
      <span class="export-copied" role="status">${copied}</span>
      ${!(shown && "text" in shown && (shown.text === null || shown.isOther)) && html`<button class="button" onClick=${copy}>Copy</button>`}
      <a class="button is-main" autofocus href=${address()} download="" onClick=${() => setTimeout(closeAfterDownload, 0, close)}>Download</a>
    </p>
  `, { className: "is-wide is-export" });
  void read();
}

/** @param {Event} event */
function isChecked(event) {
  return /** @type {HTMLInputElement} */ (event.target).checked;
}

/**
 * The values of a format's options: the last ones, as far as the format still has them, else its defaults.
 *
 * @param {Format} format
 * @param {Values} [last]
 * @returns {Values}
 */
function valuesOf(format, last = {}) {
  return Object.fromEntries(format.option_values.map(({ name, default: usual }) => [name, typeof last[name] === typeof usual ? last[name] : usual]));
}

/** @param {{media: Media, of: string, pick: (of: string) => void}} props */
function Content({ media, of, pick }) {
  if (!media.translation || media.translation === "failed") return null;
  const isGrowing = media.translation !== "done";
  return html`<fieldset class="choices">
    <legend>Content</legend>
    ${[["transcript", "Transcript"], ["translation", "English translation"]].map(
      ([name, label]) => html`<label key=${name}><input type="radio" name="of" value=${name} checked=${name === of} onChange=${() => pick(name)} />
        ${label} ${name === "translation" && isGrowing && html`<span class="quiet">in progress: exports the part that is done</span>`}</label>`,
    )}
  </fieldset>`;
}

/** @param {{formats: Format[], chosen: Format, pick: (format: Format) => void}} props */
function Formats({ formats, chosen, pick }) {
  return html`<fieldset class="choices export-formats">
    <legend>Format</legend>
    ${Object.entries(GROUPS).map(([group, title]) => {
      const own = formats.filter((format) => format.group === group);
      return own.length > 0 && html`<div role="group" aria-label=${title} key=${group}>
        <h3>${title}</h3>
        ${own.map((format) => html`<label key=${format.name}>
          <input type="radio" name="format" value=${format.name} checked=${format === chosen} onChange=${() => pick(format)} />
          ${format.title} <span class="quiet">${format.suffix}</span>
        </label>`)}
      </div>`;
    })}
  </fieldset>`;
}

/** @param {{format: Format, values: Values, set: (values: Values) => void}} props */
function Options({ format, values, set }) {
  if (!format.option_values.length) return html`<p class="quiet export-none">${format.title} has no options.</p>`;
  return html`<fieldset class="choices">
    <legend>Options of ${format.title}</legend>
    ${format.option_values.map((option) => html`<${OptionField} key=${option.name} option=${option} value=${values[option.name]} set=${(/** @type {Values[string]} */ value) => set({ [option.name]: value })} />`)}
  </fieldset>`;
}

/** @param {{option: Format["option_values"][number], value: Values[string], set: (value: Values[string]) => void}} props */
function OptionField({ option: { name, title, kind, choices, choice_titles: titles }, value, set }) {
  const text = (/** @type {Event} */ event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;
  if (kind === "switch") {
    return html`<label><input type="checkbox" name=${name} checked=${value === true} onChange=${(/** @type {Event} */ event) => set(isChecked(event))} /> ${title}</label>`;
  }
  if (kind === "choice") {
    return html`<label>${title} <select name=${name} onChange=${(/** @type {Event} */ event) => set(text(event))}>
      ${choices.map((choice, n) => html`<option key=${choice} value=${choice} selected=${choice === value}>${titles[n]}</option>`)}
    </select></label>`;
  }
  const isNumber = kind === "whole number";
  return html`<label>${title} <input name=${name} type=${isNumber ? "number" : "text"} value=${value}
    onChange=${(/** @type {Event} */ event) => set(isNumber ? Math.round(Number(text(event))) : text(event))} /></label>`;
}

/** @param {{shown: Shown, isRead: boolean, suffix: string}} props `isRead`: `shown` belongs to the present choice */
function Preview({ shown, isRead, suffix }) {
  const error = shown && "error" in shown ? shown.error : "";
  const found = shown && "text" in shown ? shown : null;
  return html`<figure class="export-preview" aria-busy=${!isRead}>
    <figcaption class="quiet">The beginning of the ${suffix} file</figcaption>
    ${error ? html`<p class="is-error" role="alert">${error}</p>`
      : found?.text === null ? html`<p class="quiet">This file is no text: download it to see it.</p>`
      : html`${found?.isOther && html`<p class="quiet">This file is no text. Its first cues, as SubRip:</p>`}<pre tabindex="0" dir="auto" aria-label="The beginning of the file">${found?.text}${found && !found.isWhole ? "\n…" : ""}</pre>`}
    ${found !== null && found.warnings.length > 0 && html`<ul class="export-warnings" aria-label="What this file leaves out or changes">
      ${found.warnings.map((warning) => html`<li key=${warning}>${warning}</li>`)}</ul>`}
  </figure>`;
}

/**
 * @param {string} address
 * @param {string} cuesAddress of the same cues as text, for a file that is no text; empty: there is none
 * @returns {Promise<Shown>}
 */
async function preview(address, cuesAddress) {
  const response = await ask(address);
  const warnings = warningsOf(response);
  if (!response.headers.get("Content-Type")?.includes("charset")) {
    if (!cuesAddress) return { text: null, isWhole: true, warnings };
    return { ...await readBeginning(await ask(cuesAddress), PREVIEW_CHARS), warnings, isOther: true };
  }
  return { ...await readBeginning(response, PREVIEW_CHARS), warnings };
}

/**
 * @param {string} address
 * @throws {Error} the server does not answer, or refuses; the browser refuses the clipboard
 */
async function copyFrom(address) {
  const text = await (await ask(address)).text();
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  throw new Error("This browser allows copying only over HTTPS or on this computer: download the file.");
}

/** @param {string} address */
async function ask(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The export could not be made: ${(await response.json().catch(() => ({}))).title ?? response.statusText}`);
  return response;
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
