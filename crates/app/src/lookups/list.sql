SELECT l.id AS id, l.user AS user, l.at AS at, l.reason AS reason, l.words AS words, l.record AS record, l.checked_by AS checked_by,
       coalesce(u.name, '') AS asker, coalesce(c.name, '') AS checker, coalesce(a.name, '') AS area_name, coalesce(p.name, '') AS name
FROM lookups l
LEFT JOIN users u ON u.id = l.user
LEFT JOIN users c ON c.id = l.checked_by
LEFT JOIN areas a ON a.id = l.area
LEFT JOIN people p ON p.id = l.record AND l.record <> ''
WHERE l.checked_by = '' OR l.at > ?1
ORDER BY l.checked_by <> '', l.at LIMIT 500
