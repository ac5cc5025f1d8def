-- Doors of a building and of the records merged into it.
SELECT r.id AS id, r.place_unit AS unit, r.place_floor AS floor, r.place_label AS label, r.use AS use, r.pending AS pending
FROM rooms r
WHERE r.building IN (SELECT ?1 UNION ALL SELECT id FROM buildings WHERE merged_into = ?1 AND merged_into <> '')
  AND r.merged_into = ''
ORDER BY r.sort_key
