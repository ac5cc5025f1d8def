-- Every record that is about a person or names them, with the order they are told in. ?1 is a JSON list of the records that count as this
-- person.
WITH me AS MATERIALIZED (SELECT value AS id FROM json_each(?1)),
stay AS MATERIALIZED (SELECT s.id FROM me JOIN residences s ON s.person = me.id),
contact AS MATERIALIZED (SELECT c.id FROM me JOIN contacts c ON c.person = me.id AND c.person <> ''),
party AS MATERIALIZED (SELECT y.id, y.dispute FROM me JOIN dispute_parties y ON y.person = me.id AND y.person <> ''),
told AS MATERIALIZED (
    SELECT 0 AS rank, 'people' AS kind, id FROM me
    UNION SELECT 1, 'residences', id FROM stay
    UNION SELECT 2, 'declarations', d.id FROM me JOIN declarations d ON d.person = me.id
    UNION SELECT 2, 'declarations', d.id FROM stay JOIN declarations d ON d.residence = stay.id
    UNION SELECT 3, 'visits', v.id FROM visits v WHERE v.confirmed <> '' AND EXISTS (SELECT 1 FROM stay WHERE instr(v.confirmed, stay.id) > 0)
    UNION SELECT 4, 'contacts', id FROM contact
    UNION SELECT 5, 'rooms', r.id FROM contact JOIN rooms r ON r.landlord = contact.id AND r.landlord <> ''
    UNION SELECT 6, 'consultations', c.id FROM me JOIN consultations c ON c.person = me.id AND c.person <> ''
    UNION SELECT 7, 'notes', n.id FROM me JOIN notes n ON n.person = me.id
    UNION SELECT 8, 'disputes', d.id FROM party JOIN disputes d ON d.id = party.dispute
    UNION SELECT 9, 'dispute_parties', id FROM party
    UNION SELECT 10, 'duplicate_cases', d.id FROM me JOIN duplicate_cases d ON d.a = me.id OR d.b = me.id
)
SELECT rank, kind, id FROM told
UNION SELECT 11, 'conflicts', c.id FROM conflicts c WHERE c.row_id IN (SELECT id FROM told)
UNION SELECT 12, 'quarantined', q.id FROM quarantined q WHERE q.row_id IN (SELECT id FROM told)
ORDER BY 1, 3
