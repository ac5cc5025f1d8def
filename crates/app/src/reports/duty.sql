-- After merged.sql. Arrivals whose last day to declare lies in the period, and the day of their first declaration. Who left before that day
-- had nothing to declare any more; of several records of one person the first that fell due counts, and what was declared for any.
SELECT s.area_id, s.arrival_due,
       coalesce((SELECT min(d.declared_on)
                 FROM (SELECT s.residence AS stay UNION ALL SELECT other FROM same WHERE same.residence = s.residence) AS a
                 CROSS JOIN declarations AS d ON d.residence = a.stay
                 WHERE d.type <> 'leave' AND d.status_state IN ('submitted', 'accepted')), '') AS declared_on
FROM stay_due AS s
WHERE s.arrival_due <> '' AND s.arrival_due >= :from AND s.arrival_due < :to AND (s.until = '' OR s.until > s.arrival_due)
  AND s.residence NOT IN (SELECT residence FROM same WHERE counts)
