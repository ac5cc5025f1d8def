SELECT r.id AS id, r.building AS building, r.area_id AS area_id, coalesce(a.name, '') AS area,
       r.place_unit AS unit, r.place_label AS label, r.use AS use,
       coalesce(t.label, b.label, '') AS building_label, coalesce(t.id, r.building) AS building_id,
       coalesce(c.id, '') AS landlord, coalesce(c.name, '') AS landlord_name, coalesce(c.phone, '') AS landlord_phone
FROM rooms r
LEFT JOIN buildings b ON b.id = r.building
LEFT JOIN buildings t ON t.id = b.merged_into AND b.merged_into <> ''
LEFT JOIN areas a ON a.id = r.area_id
LEFT JOIN contacts c ON c.id = r.landlord AND r.landlord <> ''
WHERE r.id = ?1
