(d.place LIKE :like ESCAPE '\' OR d.course LIKE :like ESCAPE '\'
 OR EXISTS (SELECT 1 FROM dispute_parties AS p WHERE p.dispute = d.id AND p.name LIKE :like ESCAPE '\'))
