-- How the columns of a file were read when its like was imported: by a print of its header, on this laptop only.
CREATE TABLE import_mapping (
    header TEXT PRIMARY KEY,
    columns TEXT NOT NULL,                 -- JSON list of {column, field}
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a file said of a row when it was last imported, so that a later correction is told from a newer list. Prints, no values.
CREATE TABLE import_said (
    row TEXT PRIMARY KEY,
    prints TEXT NOT NULL                   -- JSON object: field, print of its value
) STRICT, WITHOUT ROWID;

-- Suggestions that somebody turned down on this laptop.
CREATE TABLE contact_turned_down (
    contact TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (contact, person)
) STRICT, WITHOUT ROWID;

-- Contacts that WeCom's export names again.
CREATE INDEX contacts_phone ON contacts (phone) WHERE phone <> '';
