SELECT 'contacts' AS kind, c.id, '' AS day, c.added_at AS at, c.area_id, c.name AS what, '' AS building, '' AS unit, '' AS label
FROM contacts AS c
WHERE c.added_at >= :begins AND c.added_at < :ends AND c.area_id IN (SELECT value FROM json_each(:areas))
  AND :code IN ('', coalesce(nullif(c.source, ''), 'other'))
ORDER BY c.added_at DESC, c.id LIMIT :limit OFFSET :offset
