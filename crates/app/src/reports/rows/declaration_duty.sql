SELECT 'people' AS kind, e.person AS id, s.arrival_due AS day, 0 AS at, s.area_id, coalesce(p.name, '') AS what,
       coalesce(b.label, '') AS building, coalesce(r.place_unit, '') AS unit, coalesce(r.place_label, '') AS label
FROM stay_due AS s
JOIN residences AS e ON e.id = s.residence LEFT JOIN people AS p ON p.id = e.person
LEFT JOIN rooms AS r ON r.id = e.room LEFT JOIN buildings AS b ON b.id = r.building
LEFT JOIN (SELECT d.residence, min(d.declared_on) AS declared_on FROM declarations AS d
           WHERE d.type <> 'leave' AND d.status_state IN ('submitted', 'accepted')
             AND d.residence IN (SELECT residence FROM stay_due WHERE arrival_due >= :first AND arrival_due < :fallen)
           GROUP BY d.residence) AS f ON f.residence = s.residence
WHERE s.arrival_due >= :first AND s.arrival_due < :fallen AND (s.until = '' OR s.until > s.arrival_due)
  AND s.area_id IN (SELECT value FROM json_each(:areas))
  AND CASE :code WHEN 'missing' THEN f.declared_on IS NULL
                 WHEN 'in_time' THEN f.declared_on <= s.arrival_due
                 WHEN 'late' THEN f.declared_on > s.arrival_due
                 ELSE true END
ORDER BY s.arrival_due DESC, s.residence LIMIT :limit OFFSET :offset
