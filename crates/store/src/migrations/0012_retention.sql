-- 保存期限: srv overlaid by op.
CREATE TABLE retention_periods (
    id TEXT PRIMARY KEY,
    class TEXT NOT NULL DEFAULT '',
    months INTEGER NOT NULL DEFAULT 0,
    by TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 留存决定: srv overlaid by op.
CREATE TABLE retention_decisions (
    id TEXT PRIMARY KEY,
    area TEXT NOT NULL DEFAULT '',
    record TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    choice TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    until TEXT NOT NULL DEFAULT '',
    by TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    second_by TEXT NOT NULL DEFAULT '',
    second_at INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX retention_decisions_record ON retention_decisions (record);

-- 清除记录: srv overlaid by op.
CREATE TABLE erasures (
    id TEXT PRIMARY KEY,
    records TEXT NOT NULL DEFAULT '',      -- JSON list of ids
    why TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Records that the station erased, so that what this laptop sent of them is not kept in its journal either. It outlives the row of
-- `erasures` that told of it.
CREATE TABLE erased (
    row TEXT PRIMARY KEY,
    at INTEGER NOT NULL                    -- when the station erased it, ms
) STRICT, WITHOUT ROWID;

-- Who moved out when.
CREATE INDEX residences_left ON residences (until, person) WHERE until <> '';
