-- Accounts with what they are responsible for now or from a later day on; the last day of an assignment still counts, as at the station.
SELECT u.id, u.name, u.role, u.active, a.id AS area_id, a.name AS area_name, s.from_day AS from_day
FROM users AS u
LEFT JOIN assignments AS s ON s.user = u.id AND (s.to_day = '' OR s.to_day >= :today)
LEFT JOIN areas AS a ON a.id = s.area
ORDER BY u.active DESC, u.role, u.name, u.id, a.name, a.id, s.from_day
