-- Who lives behind a door, the longest first. A merged person shows as the one they were merged into.
SELECT s.id AS residence, p.id AS person, p.name AS name, p.sex AS sex, p.birth AS birth,
       p.document_number AS number, p.phone AS phone, coalesce(g.name, '') AS guardian,
       s.reason AS reason, s.since AS since, s.pending + p.pending AS pending,
       coalesce(d.due_on, '') AS due_on, coalesce(d.rule, '') AS rule,
       coalesce(d.declaration, '') AS declaration, coalesce(d.declaration_state, '') AS declaration_state
FROM residences s
JOIN people q ON q.id = s.person
JOIN people p ON p.id = CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END
LEFT JOIN people g ON g.id = p.guardian AND p.guardian <> ''
LEFT JOIN stay_due d ON d.residence = s.id
WHERE s.room IN (SELECT ?1 UNION ALL SELECT id FROM rooms WHERE merged_into = ?1 AND merged_into <> '')
  AND s.until = ''
  AND NOT EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.residence = s.id AND x.reach >= 3)
ORDER BY s.since, s.id
