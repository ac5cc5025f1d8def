-- A person with one stay: the one given, else the open one, else the last.
SELECT p.id AS id, p.name AS name, p.sort_key AS sort_key, p.sex AS sex, p.birth AS birth, p.nationality AS nationality,
       p.document_number AS number, p.phone AS phone, p.pending + coalesce(s.pending, 0) AS pending,
       coalesce(r.id, s.room, '') AS room_id, coalesce(b.label, '') AS building, coalesce(b.id, '') AS building_id,
       coalesce(b.sort_key, '') || ' ' || coalesce(r.sort_key, '') AS walk,
       coalesce(r.place_unit, '') AS unit, coalesce(r.place_label, '') AS label,
       coalesce(s.area_id, p.area_id) AS area_id, coalesce(a.name, '') AS area,
       coalesce(s.since, '') AS since, coalesce(s.until, '') AS until, s.id IS NOT NULL AS stays,
       coalesce(d.due_on, '') AS due_on
FROM people p
LEFT JOIN residences s ON s.id = CASE
    WHEN ?2 <> '' THEN ?2
    ELSE (SELECT x.id FROM residences x WHERE x.person IN (SELECT p.id UNION ALL SELECT m.id FROM people m WHERE m.merged_into = p.id AND m.merged_into <> '')
          ORDER BY x.until = '' DESC, x.until DESC, x.since DESC LIMIT 1)
END
LEFT JOIN rooms q ON q.id = s.room
LEFT JOIN rooms r ON r.id = CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END
LEFT JOIN buildings b ON b.id = r.building
LEFT JOIN areas a ON a.id = coalesce(s.area_id, p.area_id)
LEFT JOIN stay_due d ON d.residence = s.id
WHERE p.id = ?1
