SELECT 'disputes' AS kind, d.id, '' AS day, d.result_at AS at, d.area_id, d.course AS what, '' AS building, '' AS unit, '' AS label
FROM disputes AS d
WHERE d.result_at > 0 AND d.result_at >= :begins AND d.result_at < :ends AND d.result_outcome <> ''
  AND d.area_id IN (SELECT value FROM json_each(:areas)) AND :code IN ('', d.result_outcome)
ORDER BY d.result_at DESC, d.id LIMIT :limit OFFSET :offset
