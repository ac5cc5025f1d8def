-- After merged.sql.
SELECT 'people' AS kind, e.person AS id, s.arrival_due AS day, 0 AS at, s.area_id, coalesce(p.name, '') AS what,
       coalesce(b.label, '') AS building, coalesce(r.place_unit, '') AS unit, coalesce(r.place_label, '') AS label
FROM stay_due AS s
JOIN residences AS e ON e.id = s.residence LEFT JOIN people AS p ON p.id = e.person
LEFT JOIN rooms AS r ON r.id = e.room LEFT JOIN buildings AS b ON b.id = r.building
LEFT JOIN (SELECT a.residence, min(d.declared_on) AS declared_on
           FROM (SELECT residence, residence AS other FROM stay_due WHERE arrival_due <> '' AND arrival_due >= :first AND arrival_due < :fallen
                 UNION ALL SELECT residence, other FROM same) AS a
           CROSS JOIN declarations AS d ON d.residence = a.other
           WHERE d.type <> 'leave' AND d.status_state IN ('submitted', 'accepted')
           GROUP BY a.residence) AS f ON f.residence = s.residence
WHERE s.arrival_due <> '' AND s.arrival_due >= :first AND s.arrival_due < :fallen AND (s.until = '' OR s.until > s.arrival_due)
  AND s.residence NOT IN (SELECT residence FROM same WHERE counts)
  AND s.area_id IN (SELECT value FROM json_each(:areas))
  AND CASE :code WHEN 'missing' THEN f.declared_on IS NULL
                 WHEN 'in_time' THEN f.declared_on <= s.arrival_due
                 WHEN 'late' THEN f.declared_on > s.arrival_due
                 ELSE true END
ORDER BY s.arrival_due DESC, s.residence LIMIT :limit OFFSET :offset
