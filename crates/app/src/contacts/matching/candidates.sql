-- Whoever shares a number, a name or a door with a contact; those with most in common first.
WITH
named AS (
    SELECT p.id FROM search_key k CROSS JOIN findable f ON f.number = k.findable CROSS JOIN people p ON p.id = f.row
    WHERE k.kind = :name_kind AND k.key = :name AND :name <> '' AND p.area_id = :area
    UNION
    SELECT p.id FROM search_key k CROSS JOIN findable f ON f.number = k.findable CROSS JOIN people p ON p.id = f.row
    WHERE k.kind = :word_kind AND k.key = :word AND :word <> '' AND p.area_id = :area
),
called AS (
    SELECT id FROM people WHERE phone = :phone AND phone <> ''
),
at_door AS (
    SELECT s.person AS id FROM buildings b CROSS JOIN rooms r ON r.building = b.id CROSS JOIN residences s ON s.room = r.id AND s.until = ''
    WHERE b.area_id = :area AND b.norm = :building AND :building <> '' AND r.place_label = :label AND :label <> ''
)
SELECT p.id, p.name, p.name_latin, p.phone,
       p.id IN (SELECT id FROM called) AS same_phone,
       coalesce(a.name, '') AS area_name, coalesce(b.norm, '') AS building_norm, coalesce(b.label, '') AS building_label,
       coalesce(r.place_unit, '') AS place_unit, coalesce(r.place_label, '') AS place_label
FROM people p
LEFT JOIN residences s ON s.person = p.id AND s.until = ''
LEFT JOIN rooms r ON r.id = s.room
LEFT JOIN buildings b ON b.id = r.building
LEFT JOIN areas a ON a.id = r.area_id
WHERE p.merged_into = ''
  AND p.id IN (SELECT id FROM called UNION SELECT id FROM named UNION SELECT id FROM at_door)
  AND NOT EXISTS (SELECT 1 FROM contact_turned_down t WHERE t.contact = :contact AND t.person = p.id)
ORDER BY (p.id IN (SELECT id FROM called)) + (p.id IN (SELECT id FROM named)) + (p.id IN (SELECT id FROM at_door)) DESC, p.id
LIMIT :most
