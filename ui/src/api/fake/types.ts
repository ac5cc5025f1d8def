export type * from "../bindings";
export type { Commands as Commands_ } from "../backend";
