SELECT d.id AS id, d.kind AS kind, d.at AS at, d.place AS place, d.status AS status,
       coalesce((SELECT group_concat(y.name, '、') FROM dispute_parties y WHERE y.dispute = d.id AND y.side <> 'witness'), '') AS who
FROM disputes d
WHERE d.status IN ('open', 'mediating') AND (?1 IS NULL OR d.area_id = ?1)
ORDER BY d.at
LIMIT ?2
