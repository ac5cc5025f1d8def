-- Open stays behind the doors of a building; stays in a merged room count for the room it was merged into.
WITH door AS (
    SELECT id FROM rooms
    WHERE building IN (SELECT ?1 UNION ALL SELECT id FROM buildings WHERE merged_into = ?1 AND merged_into <> '')
      AND merged_into = ''
),
every AS (
    SELECT id AS room, id AS door FROM door
    UNION ALL
    SELECT m.id, m.merged_into FROM door CROSS JOIN rooms m ON m.merged_into = door.id AND m.merged_into <> ''
)
SELECT e.door AS door, coalesce(d.due_on, '') AS due_on, s.pending AS pending
FROM every e CROSS JOIN residences s ON s.room = e.room AND s.until = '' LEFT JOIN stay_due d ON d.residence = s.id
WHERE NOT EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.residence = s.id AND x.reach >= 3)
