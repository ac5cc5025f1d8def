-- One declaration as lists show it. A merged person shows as the one they were merged into.
SELECT d.id AS id, coalesce(p.id, d.person) AS person_id, coalesce(p.name, '') AS person,
       coalesce(p.document_number, '') AS number,
       d.room AS room_id, coalesce(b.label, '') AS building, coalesce(r.place_unit, '') AS unit, coalesce(r.place_label, '') AS label,
       d.type AS type, d.declared_on AS declared_on, d.status_state AS state, coalesce(u.name, '') AS by,
       d.status_at AS at, d.status_reason AS reason, d.pending AS pending,
       coalesce(s.since, '') AS since, coalesce(t.due_on, '') AS due_on
FROM declarations d
LEFT JOIN people q ON q.id = d.person
LEFT JOIN people p ON p.id = CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END
LEFT JOIN rooms r ON r.id = d.room
LEFT JOIN buildings b ON b.id = r.building
LEFT JOIN users u ON u.id = d.status_by
LEFT JOIN residences s ON s.id = d.residence
LEFT JOIN stay_due t ON t.residence = d.residence
WHERE d.id = ?1
