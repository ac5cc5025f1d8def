SELECT coalesce(b.label, '')
       || CASE WHEN r.place_unit = '' THEN '' ELSE r.place_unit || '单元' END
       || r.place_label
       || CASE WHEN r.place_label GLOB '*[0-9]' THEN '室' ELSE '' END AS name
FROM visits AS v
JOIN rooms AS r ON r.id = v.room
LEFT JOIN buildings AS b ON b.id = r.building
WHERE v.id = ?1
