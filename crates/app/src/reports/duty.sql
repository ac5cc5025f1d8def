-- Arrivals whose last day to declare lies in the period, and the day of their first declaration. Who left before that day had nothing to
-- declare any more.
SELECT s.area_id, s.arrival_due,
       coalesce((SELECT min(d.declared_on) FROM declarations AS d
                 WHERE d.residence = s.residence AND d.type <> 'leave' AND d.status_state IN ('submitted', 'accepted')), '') AS declared_on
FROM stay_due AS s
WHERE s.arrival_due >= :from AND s.arrival_due < :to AND (s.until = '' OR s.until > s.arrival_due)
