-- Stays of a person and of the records merged into them, open ones first. ?1 is a JSON list of these records.
SELECT s.id AS residence, coalesce(r.id, s.room) AS room_id, coalesce(b.label, '') AS building,
       coalesce(r.place_unit, '') AS unit, coalesce(r.place_label, '') AS label,
       s.since AS since, s.until AS until, s.reason AS reason, s.pending AS pending, coalesce(d.due_on, '') AS due_on,
       coalesce(d.declaration, '') AS declaration, coalesce(d.declaration_state, '') AS declaration_state
FROM json_each(?1) e
JOIN residences s ON s.person = e.value
LEFT JOIN rooms q ON q.id = s.room
LEFT JOIN rooms r ON r.id = CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END
LEFT JOIN buildings b ON b.id = r.building
LEFT JOIN stay_due d ON d.residence = s.id
ORDER BY s.until = '' DESC, s.since DESC
LIMIT 100
