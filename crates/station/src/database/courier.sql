-- Laptops that take courier files: their public keys, and what came and went by file. Second step; append-only.
CREATE TABLE courier (
    device TEXT PRIMARY KEY,
    sign TEXT NOT NULL,                    -- Ed25519, hex
    seal TEXT NOT NULL,                    -- X25519, hex
    serial_in INTEGER NOT NULL DEFAULT 0,  -- highest number of a file read
    cursor TEXT NOT NULL DEFAULT '',       -- JSON: how far the laptop had read when it wrote that file
    serial_out INTEGER NOT NULL DEFAULT 0  -- number of the last file written for it
) STRICT, WITHOUT ROWID;
