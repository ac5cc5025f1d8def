-- Questions for people outside the asker's areas: how long an answer may be used, about whom, and how often an account asked within the hour.
CREATE TABLE lookup (
    station INTEGER NOT NULL,
    token TEXT NOT NULL,                   -- random; what a number is asked for with
    account TEXT NOT NULL,
    device TEXT NOT NULL,
    asked_at INTEGER NOT NULL,             -- ms
    records TEXT NOT NULL,                 -- JSON list
    PRIMARY KEY (station, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX lookup_asked ON lookup (station, account, asked_at);
