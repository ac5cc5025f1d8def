-- 名单导出申请: srv overlaid by op. A second person is asked about a list that is to leave the program; who is on it, it does not say.
CREATE TABLE export_requests (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    officers TEXT NOT NULL DEFAULT '',
    persons INTEGER NOT NULL DEFAULT 0,
    filter TEXT NOT NULL DEFAULT '',
    area TEXT NOT NULL DEFAULT '',         -- empty: all that the asker holds
    building TEXT NOT NULL DEFAULT '',     -- empty: all
    unmasked INTEGER NOT NULL DEFAULT 0,
    documents INTEGER NOT NULL DEFAULT 0,
    plain INTEGER NOT NULL DEFAULT 0,
    purpose TEXT NOT NULL DEFAULT '',
    recipient_kind TEXT NOT NULL DEFAULT '',
    recipient TEXT NOT NULL DEFAULT '',
    second_by TEXT NOT NULL DEFAULT '',
    second_at INTEGER NOT NULL DEFAULT 0,
    second_choice TEXT NOT NULL DEFAULT '',
    second_reason TEXT NOT NULL DEFAULT '',
    used_at INTEGER NOT NULL DEFAULT 0,
    used_number TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX export_requests_at ON export_requests (at);
CREATE INDEX export_requests_building ON export_requests (building) WHERE building <> '';
-- Whom a written list is about, so that it goes with the first of them who is erased.
CREATE TABLE written_about (
    path TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (path, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX written_about_record ON written_about (record);
