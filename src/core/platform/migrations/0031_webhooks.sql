-- Where a partner wants to be told of events (Standard Webhooks 1.0; kind `channex`: the form of that contract). Secrets are
-- encrypted (AES-256-GCM under BELLHOP_SECRET_KEY); after a rotation the former one signs too until `secret_before_until`.
-- `origin` operator: an address that the operator gave, which may be on this machine; a partner's own may not.
-- `failing_since`: the first failure since the last success; `breaker_until`: nobody calls the endpoint before.
CREATE TABLE IF NOT EXISTS webhook_endpoints (
  endpoint_id BIGINT NOT NULL PRIMARY KEY,
  partner_id BIGINT NOT NULL,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'standard',
  url VARCHAR(1000) NOT NULL,
  description VARCHAR(200) NULL,
  event_types TEXT NULL,
  hotel_ids MEDIUMTEXT NULL,
  ordered TINYINT NOT NULL DEFAULT 0,
  origin VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  settings VARBINARY(20000) NULL,
  secret VARBINARY(500) NOT NULL,
  secret_before VARBINARY(500) NULL,
  secret_before_until DATETIME(3) NULL,
  status VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'ACTIVE',
  cause VARCHAR(300) NULL,
  failures INT NOT NULL DEFAULT 0,
  failing_since DATETIME(3) NULL,
  breaker_until DATETIME(3) NULL,
  last_outcome VARCHAR(300) NULL,
  last_success_at DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  KEY webhook_endpoints_of (partner_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- One event for one endpoint. message_id is the webhook-id of every try and of every replay. `seq` is the place in the line of its
-- hotel; who is sent again goes to the end. `due_at` of one that is SENDING is the end of its lease.
CREATE TABLE IF NOT EXISTS webhook_messages (
  message_id BIGINT NOT NULL PRIMARY KEY,
  endpoint_id BIGINT NOT NULL,
  outbox_id BIGINT UNSIGNED NULL,
  type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hotel_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  body MEDIUMTEXT NOT NULL,
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  due_at DATETIME(3) NOT NULL,
  give_up_at DATETIME(3) NOT NULL,
  attempt INT NOT NULL DEFAULT 0,
  attempts_total INT NOT NULL DEFAULT 0,
  lease_token BIGINT NULL,
  http_status SMALLINT NULL,
  outcome VARCHAR(300) NULL,
  occurred_at DATETIME(3) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  settled_at DATETIME(3) NULL,
  UNIQUE KEY webhook_once (endpoint_id, outbox_id, type),
  KEY webhook_due (endpoint_id, state, due_at),
  KEY webhook_line (endpoint_id, hotel_id, state, seq),
  KEY webhook_age (state, created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE IF NOT EXISTS webhook_attempts (
  attempt_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  message_id BIGINT NOT NULL,
  attempt INT NOT NULL,
  http_status SMALLINT NULL,
  outcome VARCHAR(300) NOT NULL,
  took_ms INT NOT NULL,
  sent_at DATETIME(3) NOT NULL,
  KEY webhook_attempts_of (message_id, attempt_id),
  KEY webhook_attempts_at (sent_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
