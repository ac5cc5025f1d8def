export type ContactFields = {
  name: string;
  role: string | null;
  phone: string;
  person: string | null;
  room: string | null;
  remark: string;
  group: string;
  source: string | null;
};
type Loose = { [key: string]: unknown };
const text = (v: unknown) => (typeof v === "string" ? v : "");
const maybe = (v: unknown) => (typeof v === "string" && v !== "" ? v : null);

export const emptyContact: ContactFields = {
  name: "",
  role: "landlord",
  phone: "",
  person: null,
  room: null,
  remark: "",
  group: "",
  source: "door",
};

/** Stored fields as the form shows them; the masked phone starts empty. */
export function contactFields(stored: Loose): ContactFields {
  const wecom = (stored.wecom ?? {}) as Loose;
  return {
    name: text(stored.name),
    role: maybe(stored.role),
    phone: "",
    person: maybe(stored.person),
    room: maybe(stored.room),
    remark: text(wecom.remark ?? stored.remark),
    group: text(stored.group),
    source: maybe(stored.source),
  };
}

type Sent = { [key: string]: string | null | { remark: string | null; nickname: string | null } };

/** A new contact sends everything, an old one only what was touched. The WeCom name merges as one value, so its other half goes along. */
export function contactSent(
  fields: ContactFields,
  touched: Partial<Record<keyof ContactFields, boolean>>,
  stored: Loose | null,
  area: string | null,
): Sent {
  const sent: Sent = stored ? {} : { area };
  const goes = (name: keyof ContactFields) => !stored || touched[name];
  if (goes("name")) sent.name = fields.name.trim();
  if (goes("phone") && (stored || fields.phone)) sent.phone = fields.phone.replace(/\s/g, "") || null;
  if (goes("group")) sent.group = fields.group.trim() || null;
  for (const name of ["role", "person", "room", "source"] as const) if (goes(name)) sent[name] = fields[name];
  if (goes("remark") && (stored || fields.remark)) {
    const old = (stored?.wecom ?? {}) as Loose;
    sent.wecom = { remark: fields.remark.trim() || null, nickname: maybe(old.nickname) };
  }
  return sent;
}
