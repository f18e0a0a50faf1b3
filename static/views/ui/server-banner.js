/** A banner that says that the server does not answer, and what to do. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect } from "@preact/signals";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {import("@preact/signals").ReadonlySignal<boolean>} options.isGone
 */
export function createServerBanner(scope, { element, isGone }) {
  scope.add(effect(() => render(isGone.value ? html`<${Banner} />` : null, element)));
  scope.add(() => render(null, element));
}

function Banner() {
  const advice = "Start it again, or check the network. Audio that is not loaded yet cannot be played until then.";
  return html`<p class="chip is-error" role="alert" title=${advice}>
    <span class="chip-text">The server at ${location.host} does not answer. Continue: changes are kept in this browser and sent when it is back.</span>
    <span class="unseen">${advice}</span>
  </p>`;
}
