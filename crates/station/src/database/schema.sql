-- The station's database, first shape; append-only, like the laptop's.
CREATE TABLE station (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    epoch INTEGER NOT NULL DEFAULT 1,      -- a restored backup is another history
    seq INTEGER NOT NULL DEFAULT 0,        -- last sequence number given out; written last in each transaction
    hlc INTEGER NOT NULL DEFAULT 0         -- highest stamp in use, ms
) STRICT;

CREATE TABLE row (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    seq INTEGER NOT NULL,
    scopes TEXT NOT NULL,                  -- JSON list, sorted
    claim TEXT NOT NULL,                   -- scope its author named; used while its parent is unknown
    body TEXT NOT NULL,                    -- JSON object, sent as it is
    versions TEXT NOT NULL,                -- JSON object: who wrote each field
    hash INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which row is, or was, in which scope. Leaving is an event of its own.
CREATE TABLE feed (
    scope TEXT NOT NULL,
    row TEXT NOT NULL,
    seq INTEGER NOT NULL,
    left INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (scope, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_seq ON feed (scope, seq);
CREATE INDEX feed_row ON feed (row);

CREATE TABLE scope_digest (
    scope TEXT PRIMARY KEY,
    row_count INTEGER NOT NULL DEFAULT 0,
    hash_sum INTEGER NOT NULL DEFAULT 0    -- wrapping
) STRICT, WITHOUT ROWID;

-- References that decide who receives a row.
CREATE TABLE link (
    child TEXT NOT NULL,
    parent TEXT NOT NULL,
    PRIMARY KEY (child, parent)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_parent ON link (parent);

-- Buildings and rooms by place, to find two records of one place.
CREATE TABLE twin (
    parent TEXT NOT NULL,
    norm TEXT NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (parent, norm, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX twin_row ON twin (row);

CREATE TABLE batch (
    seq INTEGER PRIMARY KEY,
    token TEXT NOT NULL
) STRICT;

CREATE TABLE device (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    revoked_at INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE incarnation (
    device TEXT NOT NULL,
    number INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    op TEXT NOT NULL,
    PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;

-- Which scopes a user held from which version of theirs to which; open-ended while to_version is 0.
CREATE TABLE scope_grant (
    user TEXT NOT NULL,
    scope TEXT NOT NULL,
    from_version INTEGER NOT NULL,
    to_version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (user, scope, from_version)
) STRICT, WITHOUT ROWID;

-- Operations on rows that have not arrived yet; a whole group waits together.
CREATE TABLE parked (
    id TEXT PRIMARY KEY,                   -- of the group's first operation
    waits_for TEXT NOT NULL,
    device TEXT NOT NULL,                  -- incarnation, as stamped
    user TEXT NOT NULL,
    ops TEXT NOT NULL,
    parked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX parked_waits ON parked (waits_for);

-- Rows whose creation was set aside; later operations on them join it.
CREATE TABLE held_back (
    row TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    key TEXT NOT NULL,                     -- derived from the code; the code itself is not kept
    expires_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
