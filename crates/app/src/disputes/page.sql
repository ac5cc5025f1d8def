SELECT d.id, d.area, d.kind, d.source, d.status, d.place, d.room, d.course, d.at, d.result_outcome, d.result_text, d.result_at,
       coalesce(a.name, '') AS area_name, u.name AS by_name, e.name AS result_by_name,
       d.pending > 0 OR EXISTS (SELECT 1 FROM dispute_parties AS p WHERE p.dispute = d.id AND p.pending > 0) AS waits,
       coalesce(s.epoch, (SELECT CAST(value AS INTEGER) FROM state WHERE key = 'epoch'), 0) AS epoch,
       coalesce(s.seq, 0) AS seq
FROM disputes AS d
LEFT JOIN areas AS a ON a.id = d.area
LEFT JOIN users AS u ON u.id = d.by
LEFT JOIN users AS e ON e.id = d.result_by
LEFT JOIN srv AS s ON s.id = d.id
WHERE d.id = :id
