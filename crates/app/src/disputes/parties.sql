SELECT p.id, p.person, p.name, p.phone, p.side,
       coalesce(s.epoch, (SELECT CAST(value AS INTEGER) FROM state WHERE key = 'epoch'), 0) AS epoch,
       coalesce(s.seq, 0) AS seq
FROM dispute_parties AS p
LEFT JOIN srv AS s ON s.id = p.id
WHERE p.dispute = :id
ORDER BY p.side, p.id
