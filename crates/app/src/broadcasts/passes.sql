SELECT p.user, p.at, p.channel, min(max(p.reached, 0), 1000000) AS reached, coalesce(a.name, '') AS area_name
FROM broadcast_passes AS p
LEFT JOIN areas AS a ON a.id = p.area
WHERE p.broadcast = :id
ORDER BY p.at DESC, p.id DESC
