-- A person with where they live now.
SELECT p.id AS id, p.name AS name, p.document_number AS number, coalesce(b.label, '') AS building,
       coalesce(r.place_unit, '') AS unit, coalesce(r.place_label, '') AS label
FROM people p
LEFT JOIN residences s ON s.id = (SELECT x.id FROM residences x WHERE x.person IN (SELECT p.id UNION ALL SELECT m.id FROM people m WHERE m.merged_into = p.id AND m.merged_into <> '')
      AND x.until = '' ORDER BY x.person <> p.id LIMIT 1)
LEFT JOIN rooms q ON q.id = s.room
LEFT JOIN rooms r ON r.id = CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END
LEFT JOIN buildings b ON b.id = r.building
WHERE p.id = ?1
