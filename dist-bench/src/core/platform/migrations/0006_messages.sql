-- Wire messages in and their answers, redacted, gzip. A message is written before it is worked on.
CREATE TABLE IF NOT EXISTS messages (
  message_id BIGINT NOT NULL PRIMARY KEY,
  direction VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  partner_id BIGINT NOT NULL,
  hotel_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  connector VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  outcome VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cause VARCHAR(1000) NULL,
  request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  content_type VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body MEDIUMBLOB NOT NULL,
  body_bytes INT NOT NULL,
  answer MEDIUMBLOB NULL,
  received_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  answered_at DATETIME(3) NULL,
  KEY message_partner (partner_id, message_id),
  KEY message_request (request_id),
  KEY message_age (received_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
