-- What two records of one person have in common, to find them inside the push.
CREATE TABLE person_key (
    key TEXT NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (key, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_key_row ON person_key (row);
