SELECT coalesce(b.label, '')
       || CASE WHEN r.place_unit = '' THEN '' ELSE r.place_unit || '单元' END
       || r.place_label
       || CASE WHEN r.place_label GLOB '*[0-9]' THEN '室' ELSE '' END AS name
FROM rooms AS r
LEFT JOIN buildings AS b ON b.id = r.building
WHERE r.id = ?1
