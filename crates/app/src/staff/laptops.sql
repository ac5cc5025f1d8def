SELECT l.id, l.name, l.user, l.confirmed_at, l.check_digits, coalesce(u.name, '') AS user_name, l.enrolled_at, l.revoked_at, l.erased_at, l.seen_at, l.app_version,
       l.waiting, l.clock_error, l.failures, l.copies_at
FROM laptops AS l
LEFT JOIN users AS u ON u.id = l.user
ORDER BY l.revoked_at > 0, u.name, l.name, l.id
