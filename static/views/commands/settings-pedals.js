/** Settings of foot pedals: connect one, press each pedal, choose its function. */

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";

import { ROLES, roleOf } from "../../core/player/foot-pedals.js";

/** @typedef {import("../../core/commands/settings.js").Settings} Settings */
/** @typedef {import("../../core/player/foot-pedals.js").Role} Role */

/** @param {{settings: Settings, change: (changes: Partial<Settings>) => void, pedals: import("../player/foot-pedals.js").Pedals}} props */
export function PedalSettings({ settings, change, pedals }) {
  const [names, setNames] = useState(pedals.names.peek());
  const [seen, setSeen] = useState(/** @type {string[]} */ (Object.keys(settings.pedals)));
  const [problem, setProblem] = useState("");
  useEffect(() => pedals.names.subscribe(setNames), []);
  useEffect(() => pedals.lastInput.subscribe((input) => input && setSeen((now) => [input, ...now.filter((one) => one !== input)])), []);
  const assign = (/** @type {string} */ input, /** @type {Role} */ role) => change({ pedals: { ...settings.pedals, [input]: role } });
  return html`
    <p>Pedals that act as a keyboard only need the key preset <em>Express Scribe, foot pedals</em>. Those that act as a joystick are found when
      a pedal is pressed. Connect all others here.</p>
    <p>${pedals.canConnect
      ? html`<button class="button is-main" onClick=${async () => setProblem(await pedals.connect())}>Connect a pedal…</button>`
      : html`<span class="quiet">This browser cannot connect HID devices; Chromium, Edge and Chrome can.</span>`}</p>
    ${problem && html`<p class="is-error" role="alert">${problem}</p>`}
    <p role="status">${names.length ? `Connected: ${names.join(", ")}.` : "No pedal is connected."} ${names.length > 0 && "Press each pedal to see it here."}</p>
    <ul class="pedals">
      ${seen.map((input) => html`<li key=${input}><label>Pedal ${input} <select value=${roleOf(input, settings.pedals)}
        onChange=${(/** @type {Event} */ event) => assign(input, /** @type {Role} */ (/** @type {HTMLSelectElement} */ (event.currentTarget).value))}>
        ${ROLES.map(([role, label]) => html`<option value=${role} selected=${role === roleOf(input, settings.pedals)}>${label}</option>`)}
      </select></label></li>`)}
    </ul>`;
}
