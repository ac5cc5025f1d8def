SELECT c.id, c.kind, c.channel, c.person, c.text, c.answer, c.status, c.at, c.pending,
       CASE WHEN p.id IS NULL THEN c.asker ELSE p.name END AS who,
       u.name AS by_name, coalesce(a.name, '') AS area_name,
       coalesce(s.epoch, (SELECT CAST(value AS INTEGER) FROM state WHERE key = 'epoch'), 0) AS epoch,
       coalesce(s.seq, 0) AS seq
FROM json_each(:page) AS page
JOIN consultations AS c ON c.id = page.value
LEFT JOIN people AS p ON p.id = c.person
LEFT JOIN users AS u ON u.id = c.by
LEFT JOIN areas AS a ON a.id = c.area
LEFT JOIN srv AS s ON s.id = c.id
ORDER BY page.key
