-- Broadcasts in force for an area that nobody has passed on there, as far as this laptop knows.
SELECT b.title AS title, b.expires_on AS expires_on
FROM broadcasts AS b
WHERE b.status_state = 'approved' AND (b.expires_on = '' OR b.expires_on >= ?2)
  AND (b.areas IN ('', '[]') OR instr(b.areas, ?1) > 0)
  AND NOT EXISTS (SELECT 1 FROM broadcast_passes AS x WHERE x.broadcast = b.id AND x.area = ?1)
ORDER BY b.status_at DESC
LIMIT 50
