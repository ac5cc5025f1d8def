/** The book's screens: most of the program, read while somebody types the passphrase. */
export const loadFrame = () => import("./frame").then((frame) => ({ default: frame.Frame }));
