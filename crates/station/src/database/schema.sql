-- The station's database, first shape; append-only, like the laptop's. Every key begins with the station: many stations may share a
-- PostgreSQL database, and the tables can be distributed by it.
CREATE TABLE station (
    station INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    epoch INTEGER NOT NULL,                -- a restored backup is another history
    seq INTEGER NOT NULL,                  -- last sequence number given out; written last in each transaction
    hlc INTEGER NOT NULL                   -- highest stamp in use, ms
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    station INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    seq INTEGER NOT NULL,
    scopes TEXT NOT NULL,                  -- JSON list, sorted
    claim TEXT NOT NULL,                   -- scope its author named; used while its parent is unknown
    body TEXT NOT NULL,                    -- JSON object, sent as it is
    versions TEXT NOT NULL,                -- who wrote each field, packed
    hash INTEGER NOT NULL,
    PRIMARY KEY (station, id)
) STRICT, WITHOUT ROWID;

-- Which row is, or was, in which scope. Leaving is an event of its own.
CREATE TABLE feed (
    station INTEGER NOT NULL,
    scope TEXT NOT NULL,
    record TEXT NOT NULL,
    seq INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    PRIMARY KEY (station, scope, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_seq ON feed (station, scope, seq);
CREATE INDEX feed_record ON feed (station, record);

CREATE TABLE scope_digest (
    station INTEGER NOT NULL,
    scope TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    hash_sum INTEGER NOT NULL,             -- wrapping
    PRIMARY KEY (station, scope)
) STRICT, WITHOUT ROWID;

-- References that decide who receives a row.
CREATE TABLE link (
    station INTEGER NOT NULL,
    parent TEXT NOT NULL,
    child TEXT NOT NULL,
    PRIMARY KEY (station, parent, child)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_child ON link (station, child);

-- Buildings and rooms by place, to find two records of one place.
CREATE TABLE twin (
    station INTEGER NOT NULL,
    parent TEXT NOT NULL,
    norm TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (station, parent, norm, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX twin_record ON twin (station, record);

CREATE TABLE batch (
    station INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (station, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    station INTEGER NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    revoked_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (station, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE incarnation (
    station INTEGER NOT NULL,
    device TEXT NOT NULL,
    number INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    op TEXT NOT NULL,
    PRIMARY KEY (station, device, number)
) STRICT, WITHOUT ROWID;

-- Which scopes an account held from which version of theirs to which; open-ended while to_version is 0.
CREATE TABLE scope_grant (
    station INTEGER NOT NULL,
    account TEXT NOT NULL,
    scope TEXT NOT NULL,
    from_version INTEGER NOT NULL,
    to_version INTEGER NOT NULL,
    PRIMARY KEY (station, account, scope, from_version)
) STRICT, WITHOUT ROWID;

-- Operations on rows that have not arrived yet; a whole group waits together.
CREATE TABLE parked (
    station INTEGER NOT NULL,
    id TEXT NOT NULL,                      -- of the group's first operation
    waits_for TEXT NOT NULL,
    device TEXT NOT NULL,                  -- incarnation, as stamped
    account TEXT NOT NULL,
    ops TEXT NOT NULL,
    parked_at INTEGER NOT NULL,
    PRIMARY KEY (station, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX parked_waits ON parked (station, waits_for);
CREATE INDEX parked_age ON parked (station, parked_at);

-- Rows whose creation was set aside; later operations on them join it.
CREATE TABLE held_back (
    station INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (station, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
    station INTEGER NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    proof_key TEXT NOT NULL,               -- derived from the code; the code itself is not kept
    expires_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (station, id)
) STRICT, WITHOUT ROWID;
