-- Events that a consumer could not work on. `source` is the event's outbox_id, or topic/partition/offset of a message
-- that could not even be read: the same event set aside twice is one row.
CREATE TABLE IF NOT EXISTS dead_letters (
  dead_letter_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  consumer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  topic VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  hotel_id BIGINT NULL,
  subject VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  version INT NULL,
  event MEDIUMTEXT NULL,
  cause VARCHAR(1000) NOT NULL,
  attempts INT NOT NULL DEFAULT 1,
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'PARKED',
  parked_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  decided_at DATETIME(3) NULL,
  UNIQUE KEY dead_letter_source (consumer, source),
  KEY dead_letter_state (state, dead_letter_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
