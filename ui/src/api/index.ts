export type * from "./bindings";
export { connect } from "./backend";
export { actNow, client, readNow, useAct, useRead, type Read } from "./query";
export { enter, listenAll, refresh } from "./changed";
export { flushDrafts, useDraft } from "./draft";
export { asAppError } from "./errors";
export { forget, getLocal, setLocal, useLocal, type Local, type Message } from "./local";
export { useImportProgress } from "./progress";
export { seesPersons, useMay, useMe } from "./session";
