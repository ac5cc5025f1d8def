-- A new laptop waits for a second person's word. Those that were there before have it: when they were admitted.
ALTER TABLE laptops ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE laptops ADD COLUMN check_digits TEXT NOT NULL DEFAULT '';
ALTER TABLE laptops ADD COLUMN erased_at INTEGER NOT NULL DEFAULT 0;
UPDATE laptops SET confirmed_at = enrolled_at;
