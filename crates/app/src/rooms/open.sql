-- Disputes of a room that are not over.
SELECT id, kind, place, at FROM disputes
WHERE room = ?1 AND room <> '' AND +status IN ('', 'open', 'mediating')
ORDER BY at DESC LIMIT 10
