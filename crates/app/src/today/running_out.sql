-- Open stays whose last day is near or past, the longest past first; those returned for correction have a line of their own.
SELECT s.id AS id, d.due_on AS due_on, d.rule AS rule, p.id AS person, p.name AS name,
       r.id AS room, r.place_unit AS unit, r.place_label AS label, r.sort_key AS room_key,
       b.id AS building, b.label AS building_label, b.sort_key AS building_key, coalesce(a.name, '') AS area
FROM stay_due d
CROSS JOIN residences s ON s.id = d.residence
JOIN people q ON q.id = s.person
JOIN people p ON p.id = CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END
JOIN rooms o ON o.id = s.room
JOIN rooms r ON r.id = CASE WHEN o.merged_into = '' THEN o.id ELSE o.merged_into END
JOIN buildings b ON b.id = r.building
LEFT JOIN areas a ON a.id = s.area_id
WHERE d.due_on <> '' AND d.due_on <= ?1 AND d.declaration_state <> 'returned' AND (?2 IS NULL OR d.area_id = ?2)
  AND NOT EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.residence = s.id AND x.reach >= 3)
ORDER BY d.due_on
LIMIT ?3
