SELECT u.id, u.name, u.role, u.active, a.id AS area_id, a.name AS area_name
FROM users AS u
LEFT JOIN assignments AS s ON s.user = u.id AND (s.to_day = '' OR s.to_day > :today)
LEFT JOIN areas AS a ON a.id = s.area
ORDER BY u.active DESC, u.role, u.name, u.id, a.name, a.id
