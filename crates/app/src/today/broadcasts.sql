-- Published broadcasts still in force, the newest first, with what this user did about them.
SELECT b.id AS id, b.title AS title, b.type AS type, b.status_at AS at, b.expires_on AS expires_on,
       EXISTS (SELECT 1 FROM broadcast_oks o WHERE o.broadcast = b.id AND o.user = ?1) AS ok,
       EXISTS (SELECT 1 FROM broadcast_passes x WHERE x.broadcast = b.id AND x.user = ?1) AS passed
FROM broadcasts b
WHERE b.status_state = 'approved' AND b.author <> ?1 AND (b.expires_on = '' OR b.expires_on >= ?2)
  AND (?3 IS NULL OR b.areas IN ('', '[]') OR instr(b.areas, ?3) > 0)
ORDER BY b.status_at DESC
LIMIT 200
