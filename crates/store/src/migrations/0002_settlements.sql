-- What people settle: conflicts, edits set aside, records that may be one person; and what the chief sees of the laptops.
ALTER TABLE laptops ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE laptops ADD COLUMN clock_error INTEGER NOT NULL DEFAULT 0;      -- ms ahead of the station
ALTER TABLE laptops ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;

ALTER TABLE conflicts ADD COLUMN outcome_choice TEXT NOT NULL DEFAULT '';
ALTER TABLE conflicts ADD COLUMN outcome_by TEXT NOT NULL DEFAULT '';
ALTER TABLE conflicts ADD COLUMN outcome_at INTEGER NOT NULL DEFAULT 0;

ALTER TABLE quarantined ADD COLUMN state TEXT NOT NULL DEFAULT '';          -- empty from an older station: open
ALTER TABLE quarantined ADD COLUMN outcome_choice TEXT NOT NULL DEFAULT '';
ALTER TABLE quarantined ADD COLUMN outcome_by TEXT NOT NULL DEFAULT '';
ALTER TABLE quarantined ADD COLUMN outcome_at INTEGER NOT NULL DEFAULT 0;

-- 疑似重复: srv overlaid by op.
CREATE TABLE duplicate_cases (
    id TEXT PRIMARY KEY,
    a TEXT NOT NULL DEFAULT '',
    b TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL DEFAULT '',
    snapshot_a TEXT NOT NULL DEFAULT '',
    snapshot_b TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '',
    outcome_stays TEXT NOT NULL DEFAULT '',
    outcome_by TEXT NOT NULL DEFAULT '',
    outcome_at INTEGER NOT NULL DEFAULT 0,
    lost TEXT NOT NULL DEFAULT '',
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX conflicts_row ON conflicts (row_id) WHERE state = 'open';
CREATE INDEX quarantined_open ON quarantined (at) WHERE state <> 'settled';
CREATE INDEX duplicate_cases_state ON duplicate_cases (state);
CREATE INDEX duplicate_cases_a ON duplicate_cases (a);
CREATE INDEX duplicate_cases_b ON duplicate_cases (b);

-- Open stays of people that consist of several records. One of them shows the person; lists and counts pass over the others.
CREATE TABLE shadowed_stay (
    residence TEXT PRIMARY KEY,
    person TEXT NOT NULL,                  -- record the stay belongs to
    root TEXT NOT NULL,                    -- record that stands for it
    area_id TEXT NOT NULL,
    reach INTEGER NOT NULL                 -- another stay shows the person: 3 in this room, 2 in this area, 1 elsewhere; 0 none does
) STRICT, WITHOUT ROWID;
CREATE INDEX shadowed_stay_person ON shadowed_stay (person);
CREATE INDEX shadowed_stay_root ON shadowed_stay (root);
CREATE INDEX shadowed_stay_area ON shadowed_stay (area_id, reach);
