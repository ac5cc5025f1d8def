SELECT 'broadcasts' AS kind, b.id, '' AS day, b.status_at AS at, '' AS area_id, b.title AS what, '' AS building, '' AS unit, '' AS label
FROM broadcasts AS b
WHERE b.status_state = 'approved' AND b.status_at >= :begins AND b.status_at < :ends AND :code <> ''
  AND (b.areas IN ('', '[]') OR EXISTS (SELECT 1 FROM json_each(b.areas) AS chosen JOIN json_each(:areas) AS a ON a.value = chosen.value))
ORDER BY b.status_at DESC, b.id LIMIT :limit OFFSET :offset
