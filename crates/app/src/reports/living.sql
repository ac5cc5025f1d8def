-- Per area and origin: whose stay is open on the day, and who left only later. Who has several records is taken off in twice.sql.
SELECT a.value AS area_id, o.value AS origin,
       (SELECT count(*) FROM stay_due AS s WHERE s.area_id = a.value AND s.origin = o.value AND s.until = '' AND s.since <= :day)
         + (SELECT count(*) FROM stay_due AS s WHERE s.area_id = a.value AND s.origin = o.value AND s.until > :day AND s.since <= :day) AS living
FROM json_each(:areas) AS a, json_each('["local", "floating", "foreign", "unknown"]') AS o
