-- Open stays of one area in walking order backwards; the nested loops follow the indexes, so a page reads only its own rows.
SELECT CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END AS person, s.id AS residence, '' AS key
FROM buildings b
CROSS JOIN rooms r ON r.building = b.id
CROSS JOIN residences s ON s.room = r.id AND s.until = ''
CROSS JOIN people q ON q.id = s.person
WHERE b.area_id = ?1
  AND NOT EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.residence = s.id AND x.reach >= ?4)
ORDER BY b.sort_key DESC, b.id DESC, r.sort_key DESC, r.id DESC
LIMIT ?2 OFFSET ?3
