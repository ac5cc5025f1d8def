import type { ExportForm } from "../../api";

export const blank: ExportForm = {
  area: null,
  building: null,
  filter: "here",
  documents: false,
  unmasked: false,
  plain: false,
  purpose: "",
  recipient_kind: "",
  recipient: "",
};

const FILTERS = ["here", "due", "late", "foreign", "left", "all"];

/** What the list of people shows, as far as it can leave the program: a list of children cannot. */
export const filterOf = (shown: string | undefined): string => (shown && FILTERS.includes(shown) ? shown : "here");

/** Whether it says why and for whom. */
export const isWhole = (form: ExportForm): boolean => form.purpose !== "" && form.recipient_kind !== "" && form.recipient.trim() !== "";
