-- Calls at a door and who came and went, newest first.
WITH door AS (
    SELECT ?1 AS room UNION ALL SELECT id FROM rooms WHERE merged_into = ?1 AND merged_into <> ''
)
SELECT 'visits' AS kind, v.id AS id, v.at AS at, '' AS day, v.result AS what, v.note AS note, v.by AS by, '' AS name
FROM door CROSS JOIN visits v ON v.room = door.room
UNION ALL
SELECT 'residences', s.id, 0, s.since, 'came', '', '', coalesce(p.name, '')
FROM door CROSS JOIN residences s ON s.room = door.room LEFT JOIN people p ON p.id = s.person
UNION ALL
SELECT 'residences', s.id, 0, s.until, 'left', '', '', coalesce(p.name, '')
FROM door CROSS JOIN residences s ON s.room = door.room LEFT JOIN people p ON p.id = s.person
WHERE s.until <> ''
