(c.text LIKE :like ESCAPE '\' OR c.answer LIKE :like ESCAPE '\' OR c.asker LIKE :like ESCAPE '\'
 OR c.person IN (SELECT value FROM json_each(:people)))
-- Without an area the newest ones are looked through, so that the answer comes at once however much the station holds.
AND (:area <> '' OR c.at >= coalesce((SELECT at FROM consultations ORDER BY at DESC LIMIT 1 OFFSET 10000), 0))
