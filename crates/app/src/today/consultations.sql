SELECT c.id AS id, c.kind AS kind, c.at AS at, c.person AS person, coalesce(nullif(c.asker, ''), p.name, '') AS who, coalesce(a.name, '') AS area
FROM consultations c LEFT JOIN people p ON p.id = c.person AND c.person <> '' LEFT JOIN areas a ON a.id = c.area_id
WHERE c.status = 'open' AND (?1 IS NULL OR c.area_id = ?1)
ORDER BY c.at
LIMIT ?2
