-- 备注: srv overlaid by op. What is noted about a person, each note a fact, somebody's statement or an officer's assessment.
CREATE TABLE notes (
    id TEXT PRIMARY KEY,
    area TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '',
    type TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    said_by TEXT NOT NULL DEFAULT '',
    by TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    review_on TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX notes_person ON notes (person);
