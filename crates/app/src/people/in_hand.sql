SELECT 1 FROM json_each(?1) AS e WHERE
    EXISTS (SELECT 1 FROM declarations AS d WHERE d.person = e.value AND d.status_state IN ('draft', 'submitted', 'returned'))
    OR EXISTS (SELECT 1 FROM duplicate_cases AS c WHERE (c.a = e.value OR c.b = e.value) AND c.state = 'open')
