SELECT d.id, d.kind, d.status, d.place, d.at, d.pending,
       u.name AS by_name, coalesce(a.name, '') AS area_name,
       (SELECT group_concat(party.name, :comma)
        FROM (SELECT p.name FROM dispute_parties AS p WHERE p.dispute = d.id ORDER BY p.side, p.id) AS party) AS parties
FROM json_each(:page) AS page
JOIN disputes AS d ON d.id = page.value
LEFT JOIN users AS u ON u.id = d.by
LEFT JOIN areas AS a ON a.id = d.area
ORDER BY page.key
