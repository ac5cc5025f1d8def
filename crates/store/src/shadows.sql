-- Open stays of a person and of the records merged into them, in the rooms that stand; those of the standing record first.
SELECT s.id AS id, s.person AS person, s.area_id AS area_id,
       coalesce(CASE WHEN r.merged_into = '' THEN r.id ELSE r.merged_into END, s.room) AS room
FROM (SELECT ?1 AS id UNION ALL SELECT id FROM people WHERE merged_into = ?1 AND merged_into <> '') m
CROSS JOIN residences s ON s.person = m.id AND s.until = ''
LEFT JOIN rooms r ON r.id = s.room
ORDER BY s.person <> ?1, s.since, s.id
