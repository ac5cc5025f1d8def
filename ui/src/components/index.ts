export { Choice, DayInput, Field, Findings, type Sentence } from "./field";
export { EnterForm } from "./enter-form";
export { keyName, onKeys, useKeys, type KeyMap } from "./keys";
export { ListTable, PAGE, sortable } from "./list-table";
export { Masked } from "./masked";
export { Day, Keycap, Page, Sign, Tabs, Time, type Tone } from "./page";
export { Restored } from "./restored";
export { Answer, Empty, Loading, NoRight, Pending, Trouble } from "./states";
export { useLater, useForm } from "./form";
