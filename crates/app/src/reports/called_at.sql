-- Doors called at in the period, each once; what was merged counts for what stands. Few were merged: they are looked up in a list of their own.
WITH merged AS MATERIALIZED (SELECT id, merged_into FROM rooms WHERE merged_into <> '')
SELECT v.area_id, count(DISTINCT coalesce(m.merged_into, v.room)) AS doors
FROM visits AS v LEFT JOIN merged AS m ON m.id = v.room
WHERE v.at >= :from AND v.at < :to
GROUP BY v.area_id
