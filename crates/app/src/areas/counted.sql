-- The store keeps each count; what another stay of the same person shows in the area is taken off. While much comes for the first time
-- nothing is counted yet.
SELECT coalesce((SELECT name FROM areas WHERE id = ?1), '') AS name,
       coalesce((SELECT kind FROM areas WHERE id = ?1), '') AS kind,
       coalesce((SELECT code FROM areas WHERE id = ?1), '') AS code,
       max(0, coalesce((SELECT number FROM area_count WHERE area_id = ?1 AND kind = 'buildings'), 0)) AS buildings,
       max(0, coalesce((SELECT number FROM area_count WHERE area_id = ?1 AND kind = 'rooms'), 0)) AS rooms,
       max(0, coalesce((SELECT number FROM area_count WHERE area_id = ?1 AND kind = 'residences'), 0)
         - (SELECT count(*) FROM shadowed_stay WHERE area_id = ?1 AND reach >= 2)) AS people
