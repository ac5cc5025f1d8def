-- Search keys name their row by a short number, and a row remembers its keys: what did not change is not written again. The keys
-- themselves are built when the store is opened.
DROP TABLE search_key;

-- Rows that can be found.
CREATE TABLE findable (
    number INTEGER PRIMARY KEY,
    row TEXT NOT NULL UNIQUE,
    row_kind INTEGER NOT NULL,             -- search_keys::KINDS
    keys TEXT NOT NULL                     -- JSON list of [kind, key]
) STRICT;

-- One row per spelling under which something is found (DOMAIN.md 7.2).
CREATE TABLE search_key (
    kind INTEGER NOT NULL,                 -- KeyKind
    key TEXT NOT NULL,
    findable INTEGER NOT NULL,
    row_kind INTEGER NOT NULL,
    PRIMARY KEY (kind, key, findable)
) STRICT, WITHOUT ROWID;

-- Copies that were not seen again are looked for once after everything was read anew, not at the end of each round.
DROP INDEX srv_generation;
