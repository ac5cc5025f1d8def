-- What reports count that screens do not: when each arrival had to be declared, and where who lives there comes from.
ALTER TABLE stay_due ADD COLUMN since TEXT NOT NULL DEFAULT '';
ALTER TABLE stay_due ADD COLUMN until TEXT NOT NULL DEFAULT '';
ALTER TABLE stay_due ADD COLUMN origin TEXT NOT NULL DEFAULT '';           -- local, floating or foreign
ALTER TABLE stay_due ADD COLUMN arrival_due TEXT NOT NULL DEFAULT '';      -- last day to declare the arrival; empty: nobody has to
CREATE INDEX stay_due_living ON stay_due (area_id, origin, until, since);
CREATE INDEX stay_due_arrival ON stay_due (arrival_due) WHERE arrival_due <> '';

-- 警情总数: srv overlaid by op.
CREATE TABLE police_totals (
    id TEXT PRIMARY KEY,
    month TEXT NOT NULL DEFAULT '',
    incidents INTEGER NOT NULL DEFAULT 0,
    by TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX police_totals_month ON police_totals (month);

-- 月报结账: srv overlaid by op.
CREATE TABLE closed_months (
    id TEXT PRIMARY KEY,
    month TEXT NOT NULL DEFAULT '',
    counts TEXT NOT NULL DEFAULT '',
    by TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX closed_months_month ON closed_months (month);

-- 结账数据: srv overlaid by op.
CREATE TABLE closed_figures (
    id TEXT PRIMARY KEY,
    area TEXT NOT NULL DEFAULT '',
    month TEXT NOT NULL DEFAULT '',
    counts TEXT NOT NULL DEFAULT '',
    by TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL DEFAULT 0,
    area_id TEXT NOT NULL DEFAULT '',      -- area through which this laptop holds it
    pending INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX closed_figures_month ON closed_figures (month, area);

CREATE INDEX disputes_result ON disputes (result_at, area_id, result_outcome) WHERE result_at > 0;
CREATE INDEX contacts_added ON contacts (added_at, area_id, source);
CREATE INDEX broadcast_passes_at ON broadcast_passes (at, area, channel, reached);
