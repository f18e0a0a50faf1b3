/**
 * Foot pedals: convert device input to presses and releases of named inputs, and those to roles.
 *
 * A pedal reports as a joystick (Gamepad API), as a HID device (WebHID), or as a keyboard (then the
 * key preset for foot pedals is enough). A HID input is one bit of a report, named by byte and bit.
 */

/** @typedef {"play" | "toggle" | "back" | "forward" | "none"} Role */

/** @type {readonly (readonly [Role, string])[]} */
export const ROLES = [
  ["play", "Play while held"],
  ["toggle", "Play or pause"],
  ["back", "Rewind while held"],
  ["forward", "Fast-forward while held"],
  ["none", "Nothing"],
];

/**
 * Devices with known inputs. The Infinity IN-USB (vendor 0x05f3, product 0x00ff) sends
 * two bytes, with bit 0 of the first for the left pedal, 1 for the middle, 2 for the right.
 * Joysticks: buttons from left to right.
 *
 * @type {Record<string, Role>}
 */
export const KNOWN = {
  "hid:05f3:00ff:0.0": "back",
  "hid:05f3:00ff:0.1": "play",
  "hid:05f3:00ff:0.2": "forward",
  "pad:0": "back",
  "pad:1": "play",
  "pad:2": "forward",
};

/**
 * Presses and releases between two sets of pressed inputs.
 *
 * @param {ReadonlySet<string>} before
 * @param {ReadonlySet<string>} now
 */
export function changesBetween(before, now) {
  return {
    pressed: [...now].filter((input) => !before.has(input)),
    released: [...before].filter((input) => !now.has(input)),
  };
}

/**
 * The pressed inputs in a HID report.
 *
 * @param {number} vendorId
 * @param {number} productId
 * @param {Uint8Array} bytes
 * @returns {Set<string>}
 */
export function inputsOfReport(vendorId, productId, bytes) {
  const hex = (/** @type {number} */ id) => id.toString(16).padStart(4, "0");
  const down = new Set();
  bytes.forEach((byte, at) => {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) down.add(`hid:${hex(vendorId)}:${hex(productId)}:${at}.${bit}`);
  });
  return down;
}

/**
 * The pressed buttons of joysticks.
 *
 * @param {readonly ({buttons: readonly {pressed: boolean}[]} | null)[]} pads
 * @returns {Set<string>}
 */
export function inputsOfPads(pads) {
  const down = new Set();
  for (const pad of pads) pad?.buttons.forEach((button, at) => void (button.pressed && down.add(`pad:${at}`)));
  return down;
}

/**
 * The role of an input: assigned by the user, else known for the device.
 *
 * @param {string} input
 * @param {Record<string, Role>} taught
 * @returns {Role}
 */
export function roleOf(input, taught) {
  return taught[input] ?? KNOWN[input] ?? "none";
}
