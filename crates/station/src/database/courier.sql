-- Laptops that take courier files: their public keys, and what came and went by file.
CREATE TABLE courier (
    station INTEGER NOT NULL,
    device TEXT NOT NULL,
    sign TEXT NOT NULL,                    -- Ed25519, hex
    seal TEXT NOT NULL,                    -- X25519, hex
    serial_in INTEGER NOT NULL,            -- highest number of a file read
    read_to TEXT NOT NULL,                 -- JSON: how far the laptop had read when it wrote that file; empty before
    serial_out INTEGER NOT NULL,           -- number of the last file written for it
    PRIMARY KEY (station, device)
) STRICT, WITHOUT ROWID;
