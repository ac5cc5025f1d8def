SELECT declared_on AS day, count(*) AS n
FROM declarations
WHERE declared_on >= :from AND declared_on < :to AND status_state NOT IN ('draft', 'void')
  AND area_id IN (SELECT value FROM json_each(:areas))
GROUP BY day
