-- What belongs to a record of a person and follows it when it is merged.
SELECT (SELECT count(*) FROM residences WHERE person = ?1)
     + (SELECT count(*) FROM declarations WHERE person = ?1)
     + (SELECT count(*) FROM dispute_parties WHERE person = ?1 AND person <> '')
     + (SELECT count(*) FROM consultations WHERE person = ?1 AND person <> '')
     + (SELECT count(*) FROM contacts WHERE person = ?1 AND person <> '') AS n
