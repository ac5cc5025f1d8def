SELECT p.id AS id, p.name AS name, p.name_latin AS name_latin, p.sex AS sex, p.birth AS birth,
       p.document_type AS document_type, p.document_number AS number, p.phone AS phone, p.phone2 AS phone2,
       p.household_name AS household, p.nationality AS nationality, p.pending AS pending,
       coalesce(g.id, '') AS guardian, coalesce(g.name, '') AS guardian_name
FROM people p LEFT JOIN people g ON g.id = p.guardian AND p.guardian <> ''
WHERE p.id = ?1
