/** Icons of buttons. Each button has its own accessible name. */

import { html } from "htm/preact";

/** @param {{path: string}} props in a 24 × 24 view box */
export function Icon({ path }) {
  return html`<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d=${path} fill="currentColor" fill-rule="evenodd" /></svg>`;
}
