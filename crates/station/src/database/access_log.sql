-- The access log of all laptops and of the station itself: entries in the order they came, and the whole nodes of the Merkle tree over
-- them (RFC 6962). No entry names a person.
CREATE TABLE log_entry (
    station INTEGER NOT NULL,
    place INTEGER NOT NULL,                -- in the tree, from 0
    hash TEXT NOT NULL,                    -- of the entry, hexadecimal: what the next one of its chain follows
    device TEXT NOT NULL,
    account TEXT NOT NULL,
    at INTEGER NOT NULL,                   -- ms, as the entry says
    act TEXT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    entry TEXT NOT NULL,                   -- its bytes, base64
    PRIMARY KEY (station, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX log_entry_hash ON log_entry (station, hash);
CREATE INDEX log_entry_object ON log_entry (station, object, kind, place);
CREATE INDEX log_entry_account ON log_entry (station, account, at);
CREATE INDEX log_entry_at ON log_entry (station, at);
CREATE TABLE log_node (
    station INTEGER NOT NULL,
    level INTEGER NOT NULL,                -- 0 is a leaf
    place INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (station, level, place)
) STRICT, WITHOUT ROWID;
-- Entries that no other follows.
CREATE TABLE log_end (
    station INTEGER NOT NULL,
    device TEXT NOT NULL,
    hash TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hlc INTEGER NOT NULL,
    PRIMARY KEY (station, device, hash)
) STRICT, WITHOUT ROWID;
-- The key under which records stand in the log; a newer one replaces an older.
CREATE TABLE log_key (
    station INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    tag_key TEXT NOT NULL,                 -- 32 bytes, hexadecimal
    PRIMARY KEY (station, made_at)
) STRICT, WITHOUT ROWID;
