FROM broadcasts AS b
WHERE :all
   OR (b.status_state IN ('approved', 'withdrawn')
       -- What was withdrawn still concerns who had read it or passed it on.
       AND (b.status_state = 'approved'
            OR EXISTS (SELECT 1 FROM broadcast_oks AS o WHERE o.broadcast = b.id AND o.user = :user)
            OR EXISTS (SELECT 1 FROM broadcast_passes AS p WHERE p.broadcast = b.id AND p.user = :user))
       AND (b.areas IN ('', '[]')
            OR EXISTS (SELECT 1
                       FROM json_each(b.areas) AS chosen
                       JOIN scope AS s ON s.name = 'area:' || chosen.value AND s.held = 1)))
   OR (:writes AND b.author = :user)
