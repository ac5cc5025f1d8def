SELECT date(at / 1000 + 8 * 3600, 'unixepoch') AS day, count(*) AS n
FROM consultations
WHERE at >= :from AND at < :to AND area_id IN (SELECT value FROM json_each(:areas))
GROUP BY day
