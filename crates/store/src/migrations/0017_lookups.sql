-- 跨区查询: srv overlaid by op. Somebody asked the station for a person outside their areas; the name does not stand here.
CREATE TABLE lookups (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT '',
    record TEXT NOT NULL DEFAULT '',       -- empty: nobody was found
    area TEXT NOT NULL DEFAULT '',
    officers TEXT NOT NULL DEFAULT '',
    checked_by TEXT NOT NULL DEFAULT '',
    checked_at INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX lookups_open ON lookups (at) WHERE checked_by = '';
