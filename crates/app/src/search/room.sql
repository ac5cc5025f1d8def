-- A room with how many live in it.
SELECT r.id AS id, coalesce(b.label, '') AS building, r.place_unit AS unit, r.place_label AS label, coalesce(a.name, '') AS area,
       (SELECT count(*) FROM residences s WHERE s.room = r.id AND s.until = ''
          AND NOT EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.residence = s.id AND x.reach >= 3)) AS occupants
FROM rooms r LEFT JOIN buildings b ON b.id = r.building LEFT JOIN areas a ON a.id = r.area_id
WHERE r.id = (SELECT CASE WHEN merged_into = '' THEN id ELSE merged_into END FROM rooms WHERE id = ?1)
