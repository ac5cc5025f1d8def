(c.text LIKE :like ESCAPE '\' OR c.answer LIKE :like ESCAPE '\' OR c.asker LIKE :like ESCAPE '\'
 OR c.person IN (SELECT value FROM json_each(:people)))
