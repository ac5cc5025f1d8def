-- Per area and origin: whose stay is open on the day, without the few stays that show a person twice, and who left only later.
SELECT a.value AS area_id, o.value AS origin,
       (SELECT count(*) FROM stay_due AS s WHERE s.area_id = a.value AND s.origin = o.value AND s.until = '' AND s.since <= :day)
         + (SELECT count(*) FROM stay_due AS s WHERE s.area_id = a.value AND s.origin = o.value AND s.until > :day AND s.since <= :day)
         - (SELECT count(*) FROM shadowed_stay AS x JOIN stay_due AS s ON s.residence = x.residence
            WHERE x.area_id = a.value AND x.reach >= 2 AND s.origin = o.value AND s.since <= :day) AS living
FROM json_each(:areas) AS a, json_each('["local", "floating", "foreign"]') AS o
