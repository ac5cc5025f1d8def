-- Stays of the few persons who have several records, and which of them show one person twice: in one area at one time, of different records.
WITH record AS MATERIALIZED (
    SELECT id AS person, merged_into AS root FROM people WHERE merged_into <> ''
    UNION SELECT merged_into, merged_into FROM people WHERE merged_into <> ''
),
copy AS MATERIALIZED (
    SELECT s.residence, m.person, m.root, s.area_id, s.origin, s.since, s.until, s.arrival_due
    FROM record AS m CROSS JOIN residences AS e ON e.person = m.person JOIN stay_due AS s ON s.residence = e.id
),
same AS MATERIALIZED (
    SELECT s.residence, o.residence AS other,
           o.arrival_due <> '' AND (o.until = '' OR o.until > o.arrival_due)
             AND (o.arrival_due, o.residence) < (s.arrival_due, s.residence) AS counts
    FROM copy AS s JOIN copy AS o ON o.root = s.root AND o.area_id = s.area_id AND o.person <> s.person
     AND (s.until = '' OR o.since < s.until) AND (o.until = '' OR s.since < o.until)
)
