SELECT id FROM contacts
WHERE added_at = ?5 AND ?5 <> 0 AND added_by = ?6 AND area_id = ?1
  AND ((wecom_nickname = ?2 AND ?2 <> '') OR (wecom_remark = ?3 AND ?3 <> '') OR (phone = ?4 AND ?4 <> ''))
UNION
SELECT id FROM contacts
WHERE phone = ?4 AND phone <> '' AND area_id = ?1
  AND ((wecom_nickname = ?2 AND ?2 <> '') OR (wecom_remark = ?3 AND ?3 <> ''))
