SELECT 'rooms' AS kind, v.room AS id, '' AS day, v.at, v.area_id, '' AS what,
       coalesce(b.label, '') AS building, coalesce(r.place_unit, '') AS unit, coalesce(r.place_label, '') AS label
FROM visits AS v LEFT JOIN rooms AS r ON r.id = v.room LEFT JOIN buildings AS b ON b.id = r.building
WHERE v.at >= :begins AND v.at < :ends AND v.area_id IN (SELECT value FROM json_each(:areas)) AND :code IN ('', v.result)
ORDER BY v.at DESC, v.id LIMIT :limit OFFSET :offset
