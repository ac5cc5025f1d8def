-- Notes about a person, the newest first. ?1 is a JSON list of the records that count as this person, ?2 today: an assessment that has
-- ended is not shown, whether or not the station has erased it yet.
SELECT n.id AS id, n.type AS type, n.text AS text, n.said_by AS said_by, n.by AS author, u.name AS by_name, n.at AS at,
       n.review_on AS review_on, n.pending AS pending
FROM json_each(?1) e
JOIN notes n ON n.person = e.value
LEFT JOIN users u ON u.id = n.by
WHERE n.type <> 'assessment' OR n.review_on >= ?2
ORDER BY n.at DESC
LIMIT 200
