/** Where the door is kept on a device: written by its page, read by the worker that opens it without a network. */
export const DOOR_CACHE = "florilege-door-1";
