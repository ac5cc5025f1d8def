SELECT coalesce(b.label, '') AS building, r.place_unit AS unit, r.place_label AS label
FROM rooms AS r
LEFT JOIN buildings AS b ON b.id = r.building
WHERE r.id = ?1
