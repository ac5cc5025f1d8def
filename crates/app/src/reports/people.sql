-- Stays that were open at the end of each of two months. The index holds all that is asked for.
SELECT area_id,
       count(*) FILTER (WHERE since <= :now AND (until = '' OR until > :now)) AS now,
       count(*) FILTER (WHERE since <= :before AND (until = '' OR until > :before)) AS before
FROM residences
WHERE area_id IN (SELECT value FROM json_each(:areas)) AND (until = '' OR until > :before)
GROUP BY area_id
