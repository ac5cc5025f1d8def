DELETE FROM import_said
WHERE row NOT IN (
    SELECT id FROM people
    UNION ALL SELECT id FROM residences
    UNION ALL SELECT id FROM rooms
    UNION ALL SELECT id FROM contacts
)
