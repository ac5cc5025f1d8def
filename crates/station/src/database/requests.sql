-- A laptop proves each request by its own key instead of a token. It waits for a second person's word first; one in foreign hands is
-- shut out for good.
CREATE TABLE admission (
    station INTEGER NOT NULL,
    device TEXT NOT NULL,
    confirmed_at INTEGER NOT NULL,         -- ms; 0 while it waits
    confirmed_by TEXT NOT NULL,            -- account; empty at the server's console
    stolen_at INTEGER NOT NULL,            -- ms; 0 if it is not
    PRIMARY KEY (station, device)
) STRICT, WITHOUT ROWID;
INSERT INTO admission (station, device, confirmed_at, confirmed_by, stolen_at)
SELECT station, id, seen_at, '', CASE WHEN token_hash = '' THEN revoked_at ELSE 0 END FROM device;
ALTER TABLE device DROP COLUMN token_hash;
-- Requests of the last minutes, where several servers share the records: none is taken twice.
CREATE TABLE request (
    station INTEGER NOT NULL,
    nonce TEXT NOT NULL,
    at INTEGER NOT NULL,                   -- ms, as the request says
    PRIMARY KEY (station, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_at ON request (station, at);
