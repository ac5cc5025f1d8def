SELECT 'disputes' AS kind, d.id, '' AS day, d.at, d.area_id, d.course AS what, '' AS building, '' AS unit, '' AS label
FROM disputes AS d
WHERE d.at >= :begins AND d.at < :ends AND d.area_id IN (SELECT value FROM json_each(:areas)) AND :code IN ('', d.kind)
ORDER BY d.at DESC, d.id LIMIT :limit OFFSET :offset
