-- A chief is shown each until it is signed, officers for two weeks.
SELECT l.id AS id, l.at AS at, l.reason AS reason, l.record AS record, coalesce(u.name, '') AS who, coalesce(a.name, '') AS area_name,
       coalesce(p.name, '') AS name
FROM lookups l
LEFT JOIN users u ON u.id = l.user
LEFT JOIN areas a ON a.id = l.area
LEFT JOIN people p ON p.id = l.record AND l.record <> ''
WHERE l.checked_by = '' AND l.user <> ?1 AND l.at > ?2
ORDER BY l.at LIMIT 100
