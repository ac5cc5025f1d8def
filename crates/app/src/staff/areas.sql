-- Records merged into another one count with it; their partial indexes hold just these few.
SELECT a.id, a.name, a.kind,
       (SELECT count(*) FROM buildings AS b WHERE b.area_id = a.id)
         - (SELECT count(*) FROM buildings AS b WHERE b.merged_into <> '' AND b.area_id = a.id) AS buildings,
       (SELECT count(*) FROM rooms AS r WHERE r.area_id = a.id)
         - (SELECT count(*) FROM rooms AS r WHERE r.merged_into <> '' AND r.area_id = a.id) AS rooms,
       (SELECT count(*) FROM residences AS s WHERE s.area_id = a.id AND s.until = '') AS people
FROM areas AS a
ORDER BY a.name, a.id
