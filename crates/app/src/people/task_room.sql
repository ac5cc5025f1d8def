-- Whether a person lives in a room. ?1 is a JSON list of the records that count as this person.
SELECT 1
FROM json_each(?1) e
JOIN residences s ON s.person = e.value AND s.until = ''
JOIN rooms r ON r.id = s.room
WHERE r.id = ?2 OR r.merged_into = ?2
