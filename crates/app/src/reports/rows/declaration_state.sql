SELECT 'people' AS kind, d.person AS id, d.declared_on AS day, 0 AS at, d.area_id, p.name AS what,
       coalesce(b.label, '') AS building, coalesce(r.place_unit, '') AS unit, coalesce(r.place_label, '') AS label
FROM declarations AS d
LEFT JOIN people AS p ON p.id = d.person LEFT JOIN rooms AS r ON r.id = d.room LEFT JOIN buildings AS b ON b.id = r.building
WHERE d.declared_on >= :first AND d.declared_on < :after AND d.area_id IN (SELECT value FROM json_each(:areas))
  AND CASE WHEN :code = '' THEN d.status_state NOT IN ('draft', 'void') ELSE d.status_state = :code END
ORDER BY d.declared_on DESC, d.id LIMIT :limit OFFSET :offset
