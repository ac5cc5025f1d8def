-- Stays with what decides what they owe: the standing record of the person, the county of the area, the last declaration that counts.
SELECT s.id, s.since, s.until, s.area_id, substr(coalesce(a.code, ''), 1, 6) AS county,
       coalesce(o.nationality, p.nationality, '') AS nationality, coalesce(o.household_code, p.household_code, '') AS household,
       coalesce(d.id, '') AS declaration, coalesce(d.status_state, '') AS state, coalesce(d.declared_on, '') AS declared_on
FROM residences AS s
LEFT JOIN people AS p ON p.id = s.person
LEFT JOIN people AS o ON o.id = p.merged_into AND p.merged_into <> ''
LEFT JOIN areas AS a ON a.id = s.area_id
LEFT JOIN declarations AS d ON d.id = (
    SELECT l.id FROM declarations AS l
    WHERE l.residence = s.id AND l.status_state <> 'void' AND l.type <> 'leave'
    ORDER BY l.declared_on DESC, l.id DESC LIMIT 1)
