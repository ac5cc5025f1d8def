SELECT p.id, p.name, p.phone,
       (p.phone = :phone OR p.phone2 = :phone) AND :phone <> '' AS same_phone,
       coalesce(a.name, '') AS area_name, coalesce(b.norm, '') AS building_norm, coalesce(b.label, '') AS building_label,
       coalesce(r.place_unit, '') AS place_unit, coalesce(r.place_label, '') AS place_label
FROM people p
LEFT JOIN residences s ON s.person = p.id AND s.until = ''
LEFT JOIN rooms r ON r.id = s.room
LEFT JOIN buildings b ON b.id = r.building
LEFT JOIN areas a ON a.id = r.area_id
WHERE p.merged_into = ''
  AND p.id IN (SELECT id FROM people WHERE phone = :phone AND :phone <> ''
               UNION SELECT id FROM people WHERE name = :name AND :name <> '' AND area_id = :area)
  AND NOT EXISTS (SELECT 1 FROM contact_turned_down t WHERE t.contact = :contact AND t.person = p.id)
LIMIT 20
