c.at >= coalesce((SELECT at FROM consultations ORDER BY at DESC LIMIT 1 OFFSET 10000), 0)
