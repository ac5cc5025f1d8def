SELECT c.id, c.name, c.role, c.phone, c.person, c.room, c.wecom_remark, c.group_name, c.source, c.added_at, c.pending,
       u.name AS added_by,
       coalesce(rb.label, b.label, '') AS building_label, coalesce(r.place_unit, '') AS unit, coalesce(r.place_label, '') AS label,
       (SELECT json_group_array(t.name)
        FROM json_each(CASE WHEN c.tags = '' THEN '[]' ELSE c.tags END) AS chosen
        JOIN tags AS t ON t.id = chosen.value) AS tags,
       coalesce(s.epoch, (SELECT CAST(value AS INTEGER) FROM state WHERE key = 'epoch'), 0) AS epoch,
       coalesce(s.seq, 0) AS seq
FROM json_each(:page) AS page
JOIN contacts AS c ON c.id = page.value
LEFT JOIN rooms AS r ON r.id = c.room
LEFT JOIN buildings AS rb ON rb.id = r.building
LEFT JOIN buildings AS b ON b.id = c.building
LEFT JOIN users AS u ON u.id = c.added_by
LEFT JOIN srv AS s ON s.id = c.id
ORDER BY page.key
