WITH record(id) AS (
    SELECT ?1 UNION SELECT id FROM people WHERE merged_into = ?1 AND merged_into <> ''
)
SELECT
    coalesce((SELECT max(until) FROM residences WHERE person IN (SELECT id FROM record)), '') AS left_on,
    EXISTS (SELECT 1 FROM residences WHERE person IN (SELECT id FROM record) AND until = '') AS lives_here,
    EXISTS (SELECT 1 FROM declarations WHERE person IN (SELECT id FROM record) AND status_state IN ('draft', 'submitted'))
    OR EXISTS (
        SELECT 1 FROM people AS c JOIN residences AS s ON s.person = c.id AND s.until = ''
        WHERE c.guardian IN (SELECT id FROM record) AND c.guardian <> ''
    )
    OR EXISTS (
        SELECT 1 FROM consultations WHERE person IN (SELECT id FROM record) AND person <> '' AND status = 'open'
    )
    OR EXISTS (
        SELECT 1 FROM dispute_parties AS p JOIN disputes AS d ON d.id = p.dispute
        WHERE p.person IN (SELECT id FROM record) AND p.person <> ''
        AND NOT (d.status IN ('settled', 'ended', 'closed') AND d.result_at > 0)
    )
    OR EXISTS (
        SELECT 1 FROM contacts AS c JOIN rooms AS r ON r.landlord = c.id AND r.landlord <> ''
        WHERE c.person IN (SELECT id FROM record) AND c.person <> ''
    )
    OR EXISTS (SELECT 1 FROM contacts WHERE person IN (SELECT id FROM record) AND person <> '' AND building <> '')
    OR EXISTS (
        SELECT 1 FROM quarantined WHERE op ->> '$.fields.person' IN (SELECT id FROM record) AND state <> 'settled'
    ) AS needed,
    EXISTS (
        SELECT 1 FROM op WHERE settled_at = 0 AND row IN (
            SELECT id FROM record
            UNION ALL SELECT id FROM residences WHERE person IN (SELECT id FROM record)
            UNION ALL SELECT id FROM declarations WHERE person IN (SELECT id FROM record)
            UNION ALL SELECT id FROM contacts WHERE person IN (SELECT id FROM record) AND person <> ''
        )
    )
    OR EXISTS (SELECT 1 FROM record JOIN draft ON instr(draft.key, record.id) > 0 OR instr(draft.fields, record.id) > 0) AS waits
