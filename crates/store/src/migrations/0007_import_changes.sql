-- What an import changed in rows that stood before it, so that it can be taken back. It goes with the row, and after ninety days.
CREATE TABLE import_change (
    batch TEXT NOT NULL,
    row TEXT NOT NULL,
    kind TEXT NOT NULL,
    was TEXT NOT NULL,                     -- JSON object: field, its value before; null for none
    became TEXT NOT NULL,                  -- JSON object: field, print of the value that the import wrote
    said TEXT NOT NULL,                    -- JSON object: prints of what the list before this one had said
    at INTEGER NOT NULL,
    PRIMARY KEY (batch, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_change_row ON import_change (row);
CREATE INDEX import_change_at ON import_change (at);

-- What refers to rows that an import made.
CREATE INDEX rooms_landlord ON rooms (landlord) WHERE landlord <> '';
CREATE INDEX contacts_building ON contacts (building) WHERE building <> '';
CREATE INDEX declarations_room ON declarations (room) WHERE room <> '';

-- Whether a row still says what an import wrote: its operations, settled or not.
-- It serves what waits over a row too.
CREATE INDEX op_row ON op (row, incarnation, counter);
DROP INDEX op_waiting;
