-- What two records of one person have in common, to find them inside the push.
CREATE TABLE IF NOT EXISTS person_key (
    key TEXT NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (key, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS person_key_row ON person_key (row);
