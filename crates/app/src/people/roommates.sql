-- Who lives in a room, the newest first, with what they have in common with one more.
SELECT p.id AS id, p.name AS name, p.birth AS birth, p.household_code AS household_code, p.household_name AS household_name,
       s.employer AS employer, s.reason AS reason
FROM residences s
JOIN people q ON q.id = s.person
JOIN people p ON p.id = CASE WHEN q.merged_into = '' THEN q.id ELSE q.merged_into END
WHERE s.room IN (SELECT ?1 UNION ALL SELECT id FROM rooms WHERE merged_into = ?1 AND merged_into <> '')
  AND s.until = ''
  AND NOT EXISTS (SELECT 1 FROM shadowed_stay x WHERE x.residence = s.id AND x.reach >= 3)
ORDER BY s.since DESC, s.id DESC
