-- When a laptop was seen to exist twice.
ALTER TABLE laptops ADD COLUMN copies_at INTEGER NOT NULL DEFAULT 0;
