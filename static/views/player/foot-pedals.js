/**
 * Foot pedals: joysticks are polled while one is connected; HID devices send reports once the user has
 * allowed them.
 */

import { signal } from "@preact/signals";

import { changesBetween, inputsOfPads, inputsOfReport, roleOf } from "../../core/player/foot-pedals.js";

const POLL_MS = 30;
const WIND_MS = 250; // between two steps while a rewind or forward pedal is held
const STEP_MS = 500;

/** @typedef {ReturnType<typeof createPedals>} Pedals */

// Of WebHID (https://wicg.github.io/webhid/), which TypeScript does not describe.
/** @typedef {EventTarget & {vendorId: number, productId: number, productName: string, opened: boolean, open: () => Promise<void>}} HidDevice */
/** @typedef {EventTarget & {getDevices: () => Promise<HidDevice[]>, requestDevice: (options: {filters: object[]}) => Promise<HidDevice[]>}} Hid */
/** @typedef {Event & {data: DataView}} HidReport */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("./player.js").Player} editor.player
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} editor.settings
 */
export function createPedals(scope, { player, settings }) {
  const names = signal(/** @type {string[]} */ ([])); // of the connected devices
  const lastInput = signal(""); // for the page where pedals are assigned
  /** @type {Map<string, ReadonlySet<string>>} pressed inputs of each device */
  const down = new Map();
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const winding = new Map();
  /** @type {Set<HidDevice>} */
  const opened = new Set();

  const wind = (/** @type {string} */ input, /** @type {1 | -1} */ way) => {
    player.skip(way * STEP_MS);
    winding.set(input, setTimeout(() => wind(input, way), WIND_MS));
  };
  const press = (/** @type {string} */ input) => {
    lastInput.value = input;
    const role = roleOf(input, settings.peek().pedals);
    if (role === "play") player.play();
    if (role === "toggle") player.toggle();
    if (role === "back") wind(input, -1);
    if (role === "forward") wind(input, 1);
  };
  const release = (/** @type {string} */ input) => {
    clearTimeout(winding.get(input));
    winding.delete(input);
    if (roleOf(input, settings.peek().pedals) === "play") player.pause();
  };
  const take = (/** @type {string} */ device, /** @type {ReadonlySet<string>} */ now) => {
    const { pressed, released } = changesBetween(down.get(device) ?? new Set(), now);
    down.set(device, now);
    released.forEach(release);
    pressed.forEach(press);
  };

  const pads = () => navigator.getGamepads?.().filter((pad) => pad !== null) ?? [];
  const count = () => {
    names.value = [...pads().map((pad) => pad.id), ...[...opened].map((device) => device.productName || "HID device")];
  };
  scope.listen(window, "gamepadconnected", count);
  scope.listen(window, "gamepaddisconnected", () => {
    take("pads", new Set());
    count();
  });
  scope.every(POLL_MS, () => {
    if (names.peek().length > opened.size) take("pads", inputsOfPads(pads()));
  });

  const { hid } = /** @type {Navigator & {hid?: Hid}} */ (navigator);
  const open = async (/** @type {HidDevice} */ device) => {
    if (opened.has(device)) return;
    if (!device.opened) await device.open();
    opened.add(device);
    scope.listen(device, "inputreport", (/** @type {HidReport} */ event) => {
      const bytes = new Uint8Array(event.data.buffer, event.data.byteOffset, event.data.byteLength);
      take(`hid ${device.vendorId}:${device.productId}`, inputsOfReport(device.vendorId, device.productId, bytes));
    });
    count();
  };
  if (hid) {
    scope.listen(hid, "disconnect", (/** @type {Event & {device: HidDevice}} */ { device }) => {
      opened.delete(device);
      take(`hid ${device.vendorId}:${device.productId}`, new Set());
      count();
    });
    void hid.getDevices().then((devices) => Promise.all(devices.map(open))).catch(() => count()); // a device used by another program: `connect` reports it
  }
  scope.add(() => winding.forEach((timer) => clearTimeout(timer)));
  count();
  return {
    names,
    lastInput,
    canConnect: Boolean(hid),
    /** Ask the user for a device. @returns {Promise<string>} the error; empty if there was none */
    async connect() {
      try {
        const devices = (await hid?.requestDevice({ filters: [] })) ?? [];
        await Promise.all(devices.map(open));
        return devices.length ? "" : "No pedal was chosen.";
      } catch (error) {
        return `The pedal could not be opened (${error instanceof Error ? error.message : error}). Is another program using it?`;
      }
    },
  };
}
