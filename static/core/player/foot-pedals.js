/**
 * Foot pedals: what they send becomes presses and releases of named inputs, and those become roles.
 *
 * A pedal reports as a joystick (Gamepad API), as a HID device of its own (WebHID), or as a keyboard
 * (then keys are enough: the preset for foot pedals). A HID input is a bit of a report: byte and bit.
 */

/** @typedef {"play" | "toggle" | "back" | "forward" | "none"} Role */

/** @type {readonly (readonly [Role, string])[]} */
export const ROLES = [
  ["play", "Play while it is held"],
  ["toggle", "Play or pause"],
  ["back", "Wind back while it is held"],
  ["forward", "Wind forward while it is held"],
  ["none", "Nothing"],
];

/**
 * What is known to work without being taught. The Infinity IN-USB (vendor 0x05f3, product 0x00ff) sends
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
 * Presses and releases between two sets of inputs that are down.
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
 * The inputs that are down in a HID report.
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
 * The buttons that are down on joysticks.
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
 * What an input does: as it was taught, or as is known of the device.
 *
 * @param {string} input
 * @param {Record<string, Role>} taught
 * @returns {Role}
 */
export function roleOf(input, taught) {
  return taught[input] ?? KNOWN[input] ?? "none";
}
