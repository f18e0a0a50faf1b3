/** Pictures on buttons; each button carries its name itself. */

import { html } from "htm/preact";

/** @param {{path: string}} props in a square of 24 */
export function Icon({ path }) {
  return html`<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d=${path} fill="currentColor" fill-rule="evenodd" /></svg>`;
}
