-- What screens over a whole station would otherwise count or look for in hundreds of thousands of rows: how much is in each area, kept as
-- rows come and go (counts.rs).
CREATE TABLE area_count (
    area_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,               -- buildings and rooms that stand, open stays
    PRIMARY KEY (area_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO area_count (area_id, kind, number)
SELECT area_id, 'buildings', count(*) FROM buildings WHERE merged_into = '' GROUP BY area_id
UNION ALL SELECT area_id, 'rooms', count(*) FROM rooms WHERE merged_into = '' GROUP BY area_id
UNION ALL SELECT area_id, 'residences', count(*) FROM residences WHERE until = '' GROUP BY area_id;

-- What somebody sent in and nobody has decided: few among all declarations of a station.
CREATE INDEX declarations_submitted ON declarations (status_by, declared_on) WHERE status_state = 'submitted';
