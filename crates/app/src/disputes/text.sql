(d.place LIKE :like ESCAPE '\' OR d.course LIKE :like ESCAPE '\'
 OR EXISTS (SELECT 1 FROM dispute_parties AS p WHERE p.dispute = d.id AND p.name LIKE :like ESCAPE '\'))
-- Without an area the newest ones are looked through, so that the answer comes at once however much the station holds.
AND (:area <> '' OR d.at >= coalesce((SELECT at FROM disputes ORDER BY at DESC LIMIT 1 OFFSET 5000), 0))
