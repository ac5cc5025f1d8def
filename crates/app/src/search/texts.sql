-- Words in what was written down lately. Ids grow with time (UUID version 7), so the newest rows lie together at the end of a table.
SELECT kind, id, what, who, text FROM (
    SELECT 'consultations' AS kind, id, kind AS what, coalesce(nullif(asker, ''), person) AS who, text, answer AS more
    FROM (SELECT id, kind, asker, person, text, answer FROM consultations ORDER BY id DESC LIMIT ?2)
    UNION ALL
    SELECT 'disputes', id, kind, place, course, result_text
    FROM (SELECT id, kind, place, course, result_text FROM disputes ORDER BY id DESC LIMIT ?2)
    UNION ALL
    SELECT 'broadcasts', id, type, title, text, title
    FROM (SELECT id, type, title, text FROM broadcasts ORDER BY id DESC LIMIT ?2)
)
WHERE text LIKE ?1 ESCAPE '\' OR more LIKE ?1 ESCAPE '\' OR who LIKE ?1 ESCAPE '\'
LIMIT ?3
