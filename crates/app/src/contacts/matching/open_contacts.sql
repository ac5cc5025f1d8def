SELECT id, area_id, name, phone, wecom_nickname, wecom_remark FROM contacts
WHERE person = '' AND role = '' AND (wecom_remark <> '' OR wecom_nickname <> '' OR phone <> '')
  AND (:area = '' OR area_id = :area)
ORDER BY area_id, name, id
