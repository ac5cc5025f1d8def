-- Each count is a range of one index that starts with the area; the few merged rows are taken off again.
SELECT coalesce((SELECT name FROM areas WHERE id = ?1), '') AS name,
       coalesce((SELECT kind FROM areas WHERE id = ?1), '') AS kind,
       coalesce((SELECT code FROM areas WHERE id = ?1), '') AS code,
       (SELECT count(*) FROM buildings WHERE area_id = ?1)
         - (SELECT count(*) FROM buildings WHERE merged_into <> '' AND +area_id = ?1) AS buildings,
       (SELECT count(*) FROM rooms WHERE area_id = ?1)
         - (SELECT count(*) FROM rooms WHERE merged_into <> '' AND +area_id = ?1) AS rooms,
       (SELECT count(*) FROM residences WHERE area_id = ?1 AND until = '')
         - (SELECT count(*) FROM shadowed_stay WHERE area_id = ?1 AND reach >= 2) AS people
