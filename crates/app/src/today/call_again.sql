-- Rooms where nobody was home at the last call, the longest ago first.
SELECT v.id AS id, v.at AS at,
       r.id AS room, r.place_unit AS unit, r.place_label AS label, r.sort_key AS room_key,
       b.id AS building, b.label AS building_label, b.sort_key AS building_key, coalesce(a.name, '') AS area
FROM visits v
CROSS JOIN rooms r ON r.id = v.room AND r.merged_into = ''
JOIN buildings b ON b.id = r.building
LEFT JOIN areas a ON a.id = v.area_id
WHERE v.result = 'nobody_home' AND v.at >= ?1 AND (?2 IS NULL OR v.area_id = ?2)
  AND NOT EXISTS (SELECT 1 FROM visits l WHERE l.room = v.room AND l.at > v.at)
ORDER BY v.at
LIMIT ?3
