d.at >= coalesce((SELECT at FROM disputes ORDER BY at DESC LIMIT 1 OFFSET 5000), 0)
