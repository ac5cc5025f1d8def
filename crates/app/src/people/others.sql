-- Names of others that may stand in texts about a person: who lived in the same rooms, other parties of the same disputes, guardian and
-- children, landlords. ?1 is a JSON list of the records that count as this person.
WITH me AS MATERIALIZED (SELECT value AS id FROM json_each(?1)),
room AS MATERIALIZED (SELECT DISTINCT s.room FROM me JOIN residences s ON s.person = me.id)
SELECT p.name AS name FROM room JOIN residences s ON s.room = room.room JOIN people p ON p.id = s.person WHERE p.id NOT IN (SELECT id FROM me)
UNION SELECT y.name FROM me JOIN dispute_parties m ON m.person = me.id AND m.person <> ''
      JOIN dispute_parties y ON y.dispute = m.dispute WHERE y.person NOT IN (SELECT id FROM me)
UNION SELECT g.name FROM me JOIN people p ON p.id = me.id JOIN people g ON g.id = p.guardian AND p.guardian <> ''
UNION SELECT c.name FROM me JOIN people c ON c.guardian = me.id AND c.guardian <> ''
UNION SELECT c.name FROM room JOIN rooms r ON r.id = room.room JOIN contacts c ON c.id = r.landlord AND r.landlord <> ''
      WHERE c.person NOT IN (SELECT id FROM me)
