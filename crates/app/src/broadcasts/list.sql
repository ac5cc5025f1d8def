SELECT b.id, b.title, b.type, b.status_state, b.status_at, b.urgent, b.expires_on, b.areas,
       u.name AS author_name,
       (SELECT o.at FROM broadcast_oks AS o WHERE o.broadcast = b.id AND o.user = :user) AS ok_at,
       (SELECT coalesce(sum(min(max(p.reached, 0), 1000000)), 0) FROM broadcast_passes AS p WHERE p.broadcast = b.id AND p.user = :user) AS passed
FROM json_each(:page) AS page
JOIN broadcasts AS b ON b.id = page.value
LEFT JOIN users AS u ON u.id = b.author
ORDER BY page.key
