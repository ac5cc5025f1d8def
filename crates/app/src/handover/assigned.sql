-- Who is, was lately or will be responsible for areas that this laptop holds.
SELECT s.user AS user, u.name AS user_name, u.role AS role, s.area AS area, s.from_day AS from_day, s.to_day AS to_day
FROM assignments AS s
JOIN scope AS held ON held.name = 'area:' || s.area AND held.held = 1
JOIN users AS u ON u.id = s.user
LEFT JOIN areas AS a ON a.id = s.area
WHERE s.to_day = '' OR s.to_day >= ?1
ORDER BY a.name, s.area, s.from_day
