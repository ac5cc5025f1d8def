-- Doors called at in the period, each once; what was merged counts for what stands.
SELECT v.area_id, count(DISTINCT coalesce(nullif(r.merged_into, ''), v.room)) AS doors
FROM visits AS v LEFT JOIN rooms AS r ON r.id = v.room
WHERE v.at >= :from AND v.at < :to
GROUP BY v.area_id
