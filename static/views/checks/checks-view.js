/** How the findings of a check look. */

import { html } from "htm/preact";

import { withKey } from "../ui/key-labels.js";
import { formatTime } from "../../core/player/shown-time.js";

/** @typedef {import("./checks.js").Checked} Checked */
/** @typedef {import("./checks.js").Finding} Finding */
/** @typedef {import("../../core/sync/api-types.js").Answers["GET /profiles"]["profiles"][number]} Profile */

/**
 * @typedef {object} View
 * @property {Checked | null} checked null: being checked
 * @property {readonly Profile[]} profiles
 * @property {string} problem
 * @property {number} chosen index of the finding that was gone to
 * @property {string} profile
 */

/**
 * @typedef {object} ChecksActions
 * @property {(index: number) => void} goTo
 * @property {(index: number) => void} fixAt
 * @property {() => void} fixAll
 * @property {(name: string) => void} setProfile
 * @property {() => void} close
 * @property {() => void} again
 */

/** @param {{view: View, actions: ChecksActions}} props */
export function ChecksView({ view: { checked, profiles, problem, chosen, profile }, actions }) {
  return html`<header class="history-head">
      <h2>Checks</h2>
      <button class="icon-button" aria-label="Close the checks" title="Close" onClick=${actions.close}>×</button>
    </header>
    <label class="checks-profile">Profile <select onChange=${(/** @type {Event} */ event) => actions.setProfile(/** @type {HTMLSelectElement} */ (event.target).value)}>
      ${profiles.map(({ name, title }) => html`<option key=${name} value=${name} selected=${name === profile}>${title}</option>`)}
    </select></label>
    <p class="history-note" role="status">${problem ? "" : summary(checked)}</p>
    ${checked?.findings.some(isTextFix) && html`<p class="history-note"><button class="button" title=${withKey("Fix signs in all texts that are not approved", "fix-findings")} onClick=${actions.fixAll}>Fix all signs</button></p>`}
    ${problem && html`<p class="is-error history-note" role="alert">${problem} <button class="link" onClick=${actions.again}>Try again</button></p>`}
    <div class="history-body">
      <ol class="history-list">
        ${checked?.findings.map((finding, index) => html`<${Row} key=${index} finding=${finding} isChosen=${index === chosen} goTo=${() => actions.goTo(index)} fix=${() => actions.fixAt(index)} />`)}
      </ol>
    </div>`;
}

/** @param {Checked | null} checked */
function summary(checked) {
  if (!checked) return "Checking…";
  const { cues, findings, frame_rate: rate } = checked;
  if (!cues) return "No cues: there is nothing to check.";
  const counted = rate === null ? "compared in milliseconds" : `at ${Math.round(rate * 1000) / 1000} frames a second`;
  return `${findings.length} finding${findings.length === 1 ? "" : "s"} in ${cues} cues, ${counted}`;
}

/** Fixes of times and lines are made by each export; those of signs change the text. */
const SIGNS = new Set(["spaces", "markup", "ellipsis", "quotes", "dashes", "brackets", "times-of-day", "italics"]);

/** @param {Finding} finding */
const isTextFix = ({ name, fixable }) => fixable && SIGNS.has(name);

/** @param {{finding: Finding, isChosen: boolean, goTo: () => void, fix: () => void}} props */
function Row({ finding, isChosen, goTo, fix }) {
  const [guide, address] = splitSource(finding.source);
  return html`<li class=${`history-entry checks-row ${isChosen ? "is-chosen" : ""}`} aria-current=${isChosen ? "true" : undefined}>
    <button class="link" onClick=${goTo}>${formatTime(finding.start * 1000)} ${finding.about}</button>
    <div>${finding.message} ${isTextFix(finding) && html`<button class="link" title=${withKey("Fix the signs of this text", "fix-finding")} onClick=${fix}>Fix</button>`}</div>
    ${guide && html`<div class="quiet">${address ? html`<a href=${address} target="_blank" rel="noreferrer">${guide}</a>` : guide}</div>`}
  </li>`;
}

/**
 * The title and the address of a guide.
 *
 * @param {string} source
 */
function splitSource(source) {
  const at = source.lastIndexOf(", https://");
  return at < 0 ? [source, ""] : [source.slice(0, at), source.slice(at + 2)];
}
