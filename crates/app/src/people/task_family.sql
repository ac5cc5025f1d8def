-- Whether one is the other's guardian. ?1 is a JSON list of the records that count as this person.
SELECT 1 FROM json_each(?1) e JOIN people p ON p.id = e.value AND p.guardian = ?2
UNION ALL
SELECT 1 FROM json_each(?1) e JOIN people c ON c.id = ?2 AND c.guardian = e.value
