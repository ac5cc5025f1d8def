SELECT 'consultations' AS kind, c.id, '' AS day, c.at, c.area_id, c.text AS what, '' AS building, '' AS unit, '' AS label
FROM consultations AS c
WHERE c.at >= :begins AND c.at < :ends AND c.area_id IN (SELECT value FROM json_each(:areas)) AND :code IN ('', c.kind)
ORDER BY c.at DESC, c.id LIMIT :limit OFFSET :offset
