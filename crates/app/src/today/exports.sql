-- What others ask, and what somebody agreed to within the day and is not used.
SELECT r.id AS id, r.at AS at, r.persons AS persons, r.recipient AS recipient, r.user = ?1 AS own, coalesce(u.name, '') AS who
FROM export_requests r
LEFT JOIN users u ON u.id = CASE WHEN r.user = ?1 THEN r.second_by ELSE r.user END
WHERE (r.user <> ?1 AND r.second_by = '' AND r.at > ?2)
   OR (r.user = ?1 AND r.second_choice = 'agreed' AND r.used_number = '' AND r.second_at > ?3)
ORDER BY r.at LIMIT 100
