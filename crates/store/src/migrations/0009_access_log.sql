-- Who looked at, changed or handed out what: one chain of entries, each with the hash of the one before (crate `audit`). It names no
-- person: the record is a keyed hash of its id. What `audit` held is chained after this step.
CREATE TABLE log_entry (
    seq INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,                    -- of the entry, hexadecimal
    entry BLOB NOT NULL,                   -- its bytes, CBOR
    hlc INTEGER NOT NULL,
    at INTEGER NOT NULL,
    user TEXT NOT NULL,
    act TEXT NOT NULL,
    field TEXT NOT NULL,
    object TEXT NOT NULL,
    handed_at INTEGER NOT NULL DEFAULT 0   -- when the station had it, ms by its clock; 0 before
) STRICT;
CREATE INDEX log_entry_object ON log_entry (object, at);
CREATE INDEX log_entry_waits ON log_entry (seq) WHERE handed_at = 0;
