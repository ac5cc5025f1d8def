-- What two records of one person have in common, to find them inside the push.
CREATE TABLE person_key (
    station INTEGER NOT NULL,
    key TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (station, key, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_key_record ON person_key (station, record);
