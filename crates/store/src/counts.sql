-- Of each area: buildings and rooms that stand, open stays.
INSERT INTO area_count (area_id, kind, number)
SELECT area_id, 'buildings', count(*) FROM buildings WHERE merged_into = '' GROUP BY area_id
UNION ALL SELECT area_id, 'rooms', count(*) FROM rooms WHERE merged_into = '' GROUP BY area_id
UNION ALL SELECT area_id, 'residences', count(*) FROM residences WHERE until = '' GROUP BY area_id;
