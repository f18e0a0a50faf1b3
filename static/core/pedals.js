/** What foot pedals say, turned into presses: of the Gamepad API and of WebHID reports. No device is touched here. */

/**
 * @typedef {object} PedalSettings
 * @property {Record<string, string[]>} taught a device's name to what its pedals do, in their order
 * @property {boolean} hold the playing pedal plays while it is held; otherwise each press plays or pauses
 */

export {};
