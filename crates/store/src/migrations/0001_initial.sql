-- The store of one laptop, first shape. Migrations are append-only: this file is never edited once released.
-- Empty text and 0 mean "not known"; a column never changes its meaning.

-- Small facts about this laptop: who, which station, counters.
CREATE TABLE state (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Scopes this laptop has read from, with the position per scope and the digest of what it holds of it.
CREATE TABLE scope (
    name TEXT PRIMARY KEY,
    cursor INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,       -- 1 while the station grants it
    row_count INTEGER NOT NULL DEFAULT 0,
    hash_sum INTEGER NOT NULL DEFAULT 0    -- wrapping sum of srv.hash
) STRICT, WITHOUT ROWID;

-- The station's copy of each row, byte for byte. Only the station merges.
CREATE TABLE srv (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    scopes TEXT NOT NULL,                  -- JSON list
    body TEXT NOT NULL,                    -- JSON object of fields
    hash INTEGER NOT NULL,
    generation INTEGER NOT NULL            -- reading from nothing raises it; what is not seen again then is gone
) STRICT, WITHOUT ROWID;
CREATE INDEX srv_generation ON srv (generation);

-- Own operations: waiting ones are drawn over srv; settled ones are kept 90 days, to heal a station restored from a backup.
CREATE TABLE op (
    id TEXT PRIMARY KEY,
    incarnation INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    row TEXT NOT NULL,
    kind TEXT NOT NULL,
    fields TEXT NOT NULL,                  -- JSON object, touched fields only
    hlc INTEGER NOT NULL,
    base_epoch INTEGER NOT NULL,
    base_seq INTEGER NOT NULL,
    scope TEXT NOT NULL,
    scope_version INTEGER NOT NULL,
    action TEXT NOT NULL,                  -- the group: operations of one action are taken all or nothing
    creates INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    sent_at INTEGER NOT NULL DEFAULT 0,    -- written before the request leaves
    settled_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX op_counter ON op (incarnation, counter);
CREATE INDEX op_waiting ON op (row, counter) WHERE settled_at = 0;
CREATE INDEX op_unsettled ON op (made_at) WHERE settled_at = 0;

-- Forms as they are being typed; survive a crash. The base is the one taken when the form opened.
CREATE TABLE draft (
    key TEXT PRIMARY KEY,
    fields TEXT NOT NULL,
    base_epoch INTEGER NOT NULL,
    base_seq INTEGER NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What an action changed, so that it can be taken back.
CREATE TABLE undo (
    action TEXT PRIMARY KEY,
    changes TEXT NOT NULL,                 -- JSON list of {kind, id, fields}: the values before
    made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who looked at an unmasked value or exported, and why. No personal data.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    user TEXT NOT NULL,
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    row TEXT NOT NULL,
    field TEXT NOT NULL,
    purpose TEXT NOT NULL
) STRICT;
CREATE INDEX audit_row ON audit (row, at);

-- Imports, and the rows each of them made.
CREATE TABLE import_batch (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    made INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE import_row (
    batch TEXT NOT NULL,
    row TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (batch, row)
) STRICT, WITHOUT ROWID;

-- How the last rounds of sync went.
CREATE TABLE sync_run (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    ok INTEGER NOT NULL,
    pushed INTEGER NOT NULL DEFAULT 0,
    pulled INTEGER NOT NULL DEFAULT 0,
    quarantined INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''          -- code of what went wrong
) STRICT;

-- Search keys (DOMAIN.md 7.2): one row per spelling under which something is found.
CREATE TABLE search_key (
    kind INTEGER NOT NULL,                 -- KeyKind
    key TEXT NOT NULL,
    row TEXT NOT NULL,
    row_kind TEXT NOT NULL,
    PRIMARY KEY (kind, key, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_key_row ON search_key (row);

-- What runs out when, per stay; derived from stay, declarations and person.
CREATE TABLE stay_due (
    residence TEXT PRIMARY KEY,
    due_on TEXT NOT NULL DEFAULT '',
    rule TEXT NOT NULL DEFAULT '',
    declaration TEXT NOT NULL DEFAULT '',
    declaration_state TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX stay_due_on ON stay_due (due_on) WHERE due_on <> '';
CREATE INDEX stay_due_area ON stay_due (area_id, due_on) WHERE due_on <> '';

-- 责任区: srv overlaid by op.
CREATE TABLE areas (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 人员账号: srv overlaid by op.
CREATE TABLE users (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 分管: srv overlaid by op.
CREATE TABLE assignments (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL DEFAULT '',
    area TEXT NOT NULL DEFAULT '',
    from_day TEXT NOT NULL DEFAULT '',
    to_day TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 电脑: srv overlaid by op.
CREATE TABLE laptops (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    enrolled_at INTEGER NOT NULL DEFAULT 0,
    revoked_at INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER NOT NULL DEFAULT 0,
    app_version TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 标签: srv overlaid by op.
CREATE TABLE tags (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 楼幢: srv overlaid by op.
CREATE TABLE buildings (
    id TEXT PRIMARY KEY,
    area TEXT NOT NULL DEFAULT '',
    address_town TEXT NOT NULL DEFAULT '',
    address_street TEXT NOT NULL DEFAULT '',
    address_zone TEXT NOT NULL DEFAULT '',
    address_number TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    merged_into TEXT NOT NULL DEFAULT '',
    norm TEXT NOT NULL DEFAULT '',
    label TEXT NOT NULL DEFAULT '',
    sort_key TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 房间: srv overlaid by op.
CREATE TABLE rooms (
    id TEXT PRIMARY KEY,
    building TEXT NOT NULL DEFAULT '',
    place_unit TEXT NOT NULL DEFAULT '',
    place_floor TEXT NOT NULL DEFAULT '',
    place_label TEXT NOT NULL DEFAULT '',
    use TEXT NOT NULL DEFAULT '',
    landlord TEXT NOT NULL DEFAULT '',
    merged_into TEXT NOT NULL DEFAULT '',
    norm TEXT NOT NULL DEFAULT '',
    sort_key TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 人员: srv overlaid by op.
CREATE TABLE people (
    id TEXT PRIMARY KEY,
    area TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    name_latin TEXT NOT NULL DEFAULT '',
    sex TEXT NOT NULL DEFAULT '',
    birth TEXT NOT NULL DEFAULT '',
    document_type TEXT NOT NULL DEFAULT '',
    document_number TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    phone2 TEXT NOT NULL DEFAULT '',
    household_code TEXT NOT NULL DEFAULT '',
    household_name TEXT NOT NULL DEFAULT '',
    nationality TEXT NOT NULL DEFAULT '',
    guardian TEXT NOT NULL DEFAULT '',
    merged_into TEXT NOT NULL DEFAULT '',
    sort_key TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 居住: srv overlaid by op.
CREATE TABLE residences (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL DEFAULT '',
    room TEXT NOT NULL DEFAULT '',
    since TEXT NOT NULL DEFAULT '',
    until TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    dwelling TEXT NOT NULL DEFAULT '',
    period TEXT NOT NULL DEFAULT '',
    employer TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 居住登记申报: srv overlaid by op.
CREATE TABLE declarations (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL DEFAULT '',
    residence TEXT NOT NULL DEFAULT '',
    room TEXT NOT NULL DEFAULT '',
    type TEXT NOT NULL DEFAULT '',
    declared_on TEXT NOT NULL DEFAULT '',
    status_state TEXT NOT NULL DEFAULT '',
    status_at INTEGER NOT NULL DEFAULT 0,
    status_by TEXT NOT NULL DEFAULT '',
    status_reason TEXT NOT NULL DEFAULT '',
    platform_number TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 走访: srv overlaid by op.
CREATE TABLE visits (
    id TEXT PRIMARY KEY,
    room TEXT NOT NULL DEFAULT '',
    result TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    by TEXT NOT NULL DEFAULT '',
    confirmed TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 联系人: srv overlaid by op.
CREATE TABLE contacts (
    id TEXT PRIMARY KEY,
    area TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '',
    room TEXT NOT NULL DEFAULT '',
    building TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    wecom_remark TEXT NOT NULL DEFAULT '',
    wecom_nickname TEXT NOT NULL DEFAULT '',
    group_name TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    added_by TEXT NOT NULL DEFAULT '',
    added_at INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 咨询: srv overlaid by op.
CREATE TABLE consultations (
    id TEXT PRIMARY KEY,
    area TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '',
    asker TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    by TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 矛盾纠纷: srv overlaid by op.
CREATE TABLE disputes (
    id TEXT PRIMARY KEY,
    area TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    room TEXT NOT NULL DEFAULT '',
    course TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    by TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT '',
    result_outcome TEXT NOT NULL DEFAULT '',
    result_text TEXT NOT NULL DEFAULT '',
    result_at INTEGER NOT NULL DEFAULT 0,
    result_by TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 当事人: srv overlaid by op.
CREATE TABLE dispute_parties (
    id TEXT PRIMARY KEY,
    dispute TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    side TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 宣传: srv overlaid by op.
CREATE TABLE broadcasts (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    type TEXT NOT NULL DEFAULT '',
    urgent INTEGER NOT NULL DEFAULT 0,
    areas TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    expires_on TEXT NOT NULL DEFAULT '',
    status_state TEXT NOT NULL DEFAULT '',
    status_at INTEGER NOT NULL DEFAULT 0,
    status_by TEXT NOT NULL DEFAULT '',
    status_reason TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 宣传确认: srv overlaid by op.
CREATE TABLE broadcast_oks (
    id TEXT PRIMARY KEY,
    broadcast TEXT NOT NULL DEFAULT '',
    user TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 宣传转达: srv overlaid by op.
CREATE TABLE broadcast_passes (
    id TEXT PRIMARY KEY,
    broadcast TEXT NOT NULL DEFAULT '',
    user TEXT NOT NULL DEFAULT '',
    area TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL DEFAULT '',
    reached INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 冲突: srv overlaid by op.
CREATE TABLE conflicts (
    id TEXT PRIMARY KEY,
    row_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    field TEXT NOT NULL DEFAULT '',
    kept TEXT NOT NULL DEFAULT '',
    lost TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- 未被接受: srv overlaid by op.
CREATE TABLE quarantined (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL DEFAULT '',
    row_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    op TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX assignments_user ON assignments (user);
CREATE INDEX buildings_area ON buildings (area_id, sort_key);
CREATE INDEX buildings_norm ON buildings (area_id, norm);
CREATE INDEX buildings_merged ON buildings (merged_into) WHERE merged_into <> '';
CREATE INDEX rooms_building ON rooms (building, sort_key);
CREATE INDEX rooms_area ON rooms (area_id);
CREATE INDEX rooms_merged ON rooms (merged_into) WHERE merged_into <> '';
CREATE INDEX people_sort ON people (sort_key);
CREATE INDEX people_area ON people (area_id, sort_key);
CREATE INDEX people_number ON people (document_number) WHERE document_number <> '';
CREATE INDEX people_phone ON people (phone) WHERE phone <> '';
CREATE INDEX people_name ON people (name, birth);
CREATE INDEX people_merged ON people (merged_into) WHERE merged_into <> '';
CREATE INDEX people_foreign ON people (area_id, sort_key) WHERE nationality <> '' AND nationality <> 'CHN';
CREATE INDEX people_birth ON people (area_id, birth);
CREATE INDEX people_guardian ON people (guardian) WHERE guardian <> '';
CREATE INDEX residences_person ON residences (person, until);
CREATE INDEX residences_room ON residences (room, until);
CREATE INDEX residences_area ON residences (area_id, until, since);
CREATE INDEX declarations_person ON declarations (person);
CREATE INDEX declarations_residence ON declarations (residence, declared_on);
CREATE INDEX declarations_state ON declarations (status_state, declared_on);
CREATE INDEX declarations_day ON declarations (declared_on, area_id, status_state);
CREATE INDEX declarations_area_state ON declarations (area_id, status_state, declared_on);
CREATE INDEX declarations_area_day ON declarations (area_id, declared_on);
CREATE INDEX visits_nobody_home ON visits (at, room, area_id) WHERE result = 'nobody_home';
CREATE INDEX visits_room ON visits (room, at);
CREATE INDEX visits_at ON visits (at, area_id, result);
CREATE INDEX contacts_person ON contacts (person) WHERE person <> '';
CREATE INDEX contacts_room ON contacts (room) WHERE room <> '';
CREATE INDEX contacts_area ON contacts (area_id, name);
CREATE INDEX contacts_name ON contacts (name);
CREATE INDEX contacts_role ON contacts (role, name);
CREATE INDEX consultations_at ON consultations (at, area_id, kind);
CREATE INDEX consultations_kind ON consultations (kind, at);
CREATE INDEX consultations_area ON consultations (area_id, at);
CREATE INDEX consultations_status ON consultations (status, at);
CREATE INDEX consultations_person ON consultations (person) WHERE person <> '';
CREATE INDEX disputes_at ON disputes (at, area_id, kind);
CREATE INDEX disputes_kind ON disputes (kind, at);
CREATE INDEX disputes_area ON disputes (area_id, at);
CREATE INDEX disputes_status ON disputes (status, at);
CREATE INDEX disputes_room ON disputes (room) WHERE room <> '';
CREATE INDEX dispute_parties_dispute ON dispute_parties (dispute);
CREATE INDEX dispute_parties_person ON dispute_parties (person) WHERE person <> '';
CREATE INDEX broadcasts_state ON broadcasts (status_state, status_at);
CREATE INDEX broadcast_oks_broadcast ON broadcast_oks (broadcast, user);
CREATE INDEX broadcast_passes_broadcast ON broadcast_passes (broadcast, user);
CREATE INDEX conflicts_state ON conflicts (state);
