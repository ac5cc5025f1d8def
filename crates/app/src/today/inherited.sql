-- Declarations that wait for an officer and were proposed by somebody who is no longer responsible for the area.
SELECT d.id AS id, d.type AS type, d.status_at AS at, d.room AS room, coalesce(p.id, d.person) AS person, coalesce(p.name, '') AS who,
       coalesce(b.label, '') AS building, coalesce(r.place_unit, '') AS unit, coalesce(r.place_label, '') AS label, coalesce(u.name, '') AS by
FROM declarations d
LEFT JOIN people q ON q.id = d.person
LEFT JOIN people p ON p.id = CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END
LEFT JOIN rooms r ON r.id = d.room
LEFT JOIN buildings b ON b.id = r.building
LEFT JOIN users u ON u.id = d.status_by
WHERE d.status_state = 'submitted' AND (?1 IS NULL OR d.area_id = ?1)
  AND NOT EXISTS (SELECT 1 FROM assignments AS s WHERE s.user = d.status_by AND s.area = d.area_id AND (s.to_day = '' OR s.to_day >= ?3))
ORDER BY d.declared_on
LIMIT ?2
