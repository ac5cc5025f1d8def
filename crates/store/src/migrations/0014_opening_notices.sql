-- 多次打开提醒: srv overlaid by op. Somebody opened many persons outside of a task; of whom, it does not say.
CREATE TABLE opening_notices (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    opened INTEGER NOT NULL DEFAULT 0,
    officers TEXT NOT NULL DEFAULT '',
    seen_by TEXT NOT NULL DEFAULT '',
    seen_at INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX opening_notices_at ON opening_notices (at) WHERE seen_by = '';
