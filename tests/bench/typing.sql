-- 300,000 people with all that is compared; one in a thousand has the name that is typed.
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 299999)
INSERT INTO people (id, name, birth, phone, document_type, document_number, sort_key)
SELECT printf('01900000-0000-7000-8000-%012d', i),
       CASE WHEN i % 1000 = 0 THEN '王子涵' ELSE '人' || (i % 5000) END,
       date('1940-01-01', (i % 25000) || ' days'),
       printf('+86138%08d', i),
       'resident_id',
       printf('330799%08d%04d', 19400101 + i % 600000, i % 10000),
       'ren' || i
FROM n;
