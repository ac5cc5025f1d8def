SELECT id FROM contacts
WHERE area_id = ?1 AND name = ?2 AND wecom_nickname = ?3 AND wecom_remark = ?4 AND phone = ?5
LIMIT 1
