SELECT b.id, b.title, b.text, b.type, b.status_state, b.status_at, b.status_reason, b.urgent, b.expires_on, b.areas,
       u.name AS author_name,
       (SELECT o.at FROM broadcast_oks AS o WHERE o.broadcast = b.id AND o.user = :user) AS ok_at,
       coalesce(s.epoch, (SELECT CAST(value AS INTEGER) FROM state WHERE key = 'epoch'), 0) AS epoch,
       coalesce(s.seq, 0) AS seq
FROM broadcasts AS b
LEFT JOIN users AS u ON u.id = b.author
LEFT JOIN srv AS s ON s.id = b.id
WHERE b.id = :id
