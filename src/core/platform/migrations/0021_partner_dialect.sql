-- {"dialect":"ota-weekendesk","overrides":{"los":"through"}}: how the partner speaks its contract; NULL: to the letter.
ALTER TABLE partners ADD COLUMN dialect JSON NULL;
