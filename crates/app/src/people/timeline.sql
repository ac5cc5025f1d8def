-- What is known of a person beyond their stays. ?1 is a JSON list of the records that count as this person.
SELECT 'declarations' AS kind, d.id AS id, d.status_at AS at, d.declared_on AS day, d.type AS what, d.status_state AS state,
       d.status_reason AS note, d.status_by AS by
FROM json_each(?1) e JOIN declarations d ON d.person = e.value
UNION ALL
SELECT 'consultations', c.id, c.at, '', c.kind, c.status, substr(c.text, 1, 60), c.by
FROM json_each(?1) e JOIN consultations c ON c.person = e.value AND c.person <> ''
UNION ALL
SELECT 'disputes', d.id, d.at, '', d.kind, d.status, d.place, d.by
FROM json_each(?1) e JOIN dispute_parties y ON y.person = e.value AND y.person <> '' JOIN disputes d ON d.id = y.dispute
UNION ALL
SELECT 'contacts', c.id, c.added_at, '', c.role, '', c.name, c.added_by
FROM json_each(?1) e JOIN contacts c ON c.person = e.value AND c.person <> ''
