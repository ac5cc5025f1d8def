-- Buildings of an area in walking order. Doors of merged records count for the building they were merged into.
WITH door AS (
    SELECT CASE WHEN b.merged_into = '' THEN b.id ELSE b.merged_into END AS building,
           r.id AS room,
           r.id NOT IN (SELECT id FROM rooms WHERE merged_into <> '') AS own
    FROM buildings b JOIN rooms r ON r.building = b.id
    WHERE b.area_id = ?1
),
runs_out AS MATERIALIZED (
    SELECT s.room AS room, min(d.due_on) AS due_on
    FROM stay_due d CROSS JOIN residences s ON s.id = d.residence
    WHERE d.due_on <> '' AND d.due_on <= ?3 AND d.area_id = ?1
    GROUP BY s.room
),
counted AS (
    SELECT door.building AS building,
           sum(own) AS rooms,
           sum(own AND EXISTS (SELECT 1 FROM visits v WHERE v.room = door.room AND v.at >= ?4)) AS visited,
           sum((SELECT count(*) FROM residences s WHERE s.room = door.room AND s.until = ''
                  AND NOT EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.residence = s.id AND x.reach >= 3))) AS people,
           sum(coalesce(o.due_on >= ?2, 0)) AS due,
           sum(coalesce(o.due_on < ?2, 0)) AS late
    FROM door LEFT JOIN runs_out o ON o.room = door.room
    GROUP BY door.building
)
SELECT b.id AS id, b.label AS label, b.kind AS kind,
       coalesce(c.rooms, 0) AS rooms, coalesce(c.visited, 0) AS visited, coalesce(c.people, 0) AS people,
       coalesce(c.due, 0) AS due, coalesce(c.late, 0) AS late
FROM buildings b LEFT JOIN counted c ON c.building = b.id
WHERE b.area_id = ?1 AND b.merged_into = ''
ORDER BY b.sort_key
