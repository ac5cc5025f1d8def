-- Whether a person is a party of a dispute that is not over. ?1 is a JSON list of the records that count as this person.
SELECT 1
FROM json_each(?1) e
JOIN dispute_parties y ON y.person = e.value AND y.person <> ''
JOIN disputes d ON d.id = y.dispute
WHERE d.id = ?2 AND d.status IN ('open', 'mediating')
