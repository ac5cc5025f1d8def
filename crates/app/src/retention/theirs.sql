WITH record(id) AS (
    SELECT ?1 UNION SELECT id FROM people WHERE merged_into = ?1 AND merged_into <> ''
), own(id) AS (
    SELECT id FROM record
    UNION SELECT id FROM residences WHERE person IN (SELECT id FROM record)
    UNION SELECT id FROM declarations WHERE person IN (SELECT id FROM record)
    UNION SELECT id FROM notes WHERE person IN (SELECT id FROM record)
    UNION SELECT c.id FROM contacts AS c
    WHERE c.person IN (SELECT id FROM record) AND c.person <> '' AND c.building = ''
    AND NOT EXISTS (SELECT 1 FROM rooms AS r WHERE r.landlord = c.id AND r.landlord <> '')
)
SELECT id FROM own
UNION SELECT id FROM conflicts WHERE row_id IN (SELECT id FROM own)
UNION SELECT id FROM quarantined WHERE row_id IN (SELECT id FROM own)
UNION SELECT id FROM duplicate_cases WHERE a IN (SELECT id FROM record) OR b IN (SELECT id FROM record)
UNION SELECT id FROM dispute_parties WHERE dispute = ?1
