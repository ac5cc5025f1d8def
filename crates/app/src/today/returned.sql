-- Declarations that an officer sent back, the newest first.
SELECT d.id AS id, d.status_at AS at, d.status_reason AS reason, coalesce(t.due_on, '') AS due_on,
       p.id AS person, p.name AS name,
       r.id AS room, r.place_unit AS unit, r.place_label AS label, r.sort_key AS room_key,
       b.id AS building, b.label AS building_label, b.sort_key AS building_key, coalesce(a.name, '') AS area
FROM declarations d
JOIN people q ON q.id = d.person
JOIN people p ON p.id = CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END
JOIN rooms o ON o.id = d.room
JOIN rooms r ON r.id = CASE WHEN o.merged_into = '' THEN o.id ELSE o.merged_into END
JOIN buildings b ON b.id = r.building
LEFT JOIN areas a ON a.id = d.area_id
LEFT JOIN stay_due t ON t.residence = d.residence
WHERE d.status_state = 'returned' AND (?1 IS NULL OR d.area_id = ?1)
ORDER BY d.declared_on DESC
LIMIT ?2
