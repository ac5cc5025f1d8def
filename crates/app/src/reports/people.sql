-- Per area: who lives there now, who of them came after the month before, and who left only after each of the two months had ended.
-- Each is a range of one index that holds all that is asked for; the few stays that show a person twice are taken off again.
SELECT a.value AS area_id,
       (SELECT count(*) FROM residences AS s WHERE s.area_id = a.value AND s.until = '' AND s.since <= :now)
         - (SELECT count(*) FROM shadowed_stay AS x JOIN residences AS s ON s.id = x.residence
            WHERE x.area_id = a.value AND x.reach >= 2 AND s.since <= :now) AS here,
       (SELECT count(*) FROM residences AS s
        WHERE s.area_id = a.value AND s.until = '' AND s.since > :before AND s.since <= :now)
         - (SELECT count(*) FROM shadowed_stay AS x JOIN residences AS s ON s.id = x.residence
            WHERE x.area_id = a.value AND x.reach >= 2 AND s.since > :before AND s.since <= :now) AS came,
       (SELECT count(*) FROM residences AS s WHERE s.area_id = a.value AND s.until > :now AND s.since <= :now) AS left_later,
       (SELECT count(*) FROM residences AS s WHERE s.area_id = a.value AND s.until > :before AND s.since <= :before) AS left_since
FROM json_each(:areas) AS a
