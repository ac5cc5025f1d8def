-- As which incarnation each laptop handed in last, and whether it had gone on as a later one before: if that one comes again, the laptop
-- exists twice.
CREATE TABLE copies (
    station INTEGER NOT NULL,
    device TEXT NOT NULL,
    incarnation INTEGER NOT NULL,
    went_back INTEGER NOT NULL,
    PRIMARY KEY (station, device)
) STRICT, WITHOUT ROWID;
