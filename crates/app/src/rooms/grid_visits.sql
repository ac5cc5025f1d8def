-- The last call at each door of a building: with max(), SQLite takes the other columns from the row that holds it.
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
SELECT e.door AS door, v.result AS result, max(v.at) AS at, v.pending AS pending
FROM every e CROSS JOIN visits v ON v.room = e.room
GROUP BY e.door
