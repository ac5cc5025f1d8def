-- A new laptop waits for a second person's word. Those that were there before have it: when they were admitted.
ALTER TABLE laptops ADD COLUMN confirmed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE laptops ADD COLUMN check_digits TEXT NOT NULL DEFAULT '';
UPDATE laptops SET confirmed_at = enrolled_at;
