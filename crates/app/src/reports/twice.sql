-- After merged.sql. Per area and origin: how often persons were counted more than once on the day.
SELECT area_id, origin, count(*) - count(DISTINCT root) AS more FROM copy
WHERE since <= :day AND (until = '' OR until > :day)
GROUP BY area_id, origin
