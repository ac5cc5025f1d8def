-- Files with people in them that this laptop wrote, so that they are taken away again: with the person, and after 35 days.
CREATE TABLE written_file (
    path TEXT PRIMARY KEY,
    record TEXT NOT NULL,                  -- whom it is about; empty for a list
    at INTEGER NOT NULL                    -- ms
) STRICT, WITHOUT ROWID;
CREATE INDEX written_file_record ON written_file (record) WHERE record <> '';
