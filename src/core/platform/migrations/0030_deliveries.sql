-- Where a partner takes what we send. `secret` is encrypted (AES-256-GCM under BELLHOP_SECRET_KEY), for it must be said to the
-- partner in clear. `failures` in a row and `breaker_until`: while that lies ahead nobody calls the endpoint.
CREATE TABLE IF NOT EXISTS channel_endpoints (
  partner_id BIGINT NOT NULL PRIMARY KEY,
  url VARCHAR(1000) NOT NULL,
  username VARCHAR(200) NOT NULL,
  secret VARBINARY(2000) NOT NULL,
  requestor_id VARCHAR(64) NULL,
  dialect VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NULL,
  pricing VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  los VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
  status VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'ACTIVE',
  failures INT NOT NULL DEFAULT 0,
  breaker_until DATETIME(3) NULL,
  last_outcome VARCHAR(300) NULL,
  last_success_at DATETIME(3) NULL,
  updated_at DATETIME(3) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- One lane for each (partner, hotel, kind), subject '': what is under way there, and when it is due again. Lane rows stay, as DONE.
-- `wanted` grows with each change, so that one that comes while the lane is under way is not overlooked.
-- `must_wait`: it is the partner who said how long, so that not even a night that sold out is sent sooner.
-- Other subjects are what could not be sent, PARKED for a person, with the cells that it is about.
CREATE TABLE IF NOT EXISTS deliveries (
  delivery_id BIGINT NOT NULL PRIMARY KEY,
  partner_id BIGINT NOT NULL,
  hotel_id BIGINT NOT NULL,
  kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  urgent TINYINT NOT NULL DEFAULT 0,
  due_at DATETIME(3) NOT NULL,
  attempt INT NOT NULL DEFAULT 0,
  must_wait TINYINT NOT NULL DEFAULT 0,
  wanted BIGINT NOT NULL DEFAULT 1,
  lease_until DATETIME(3) NULL,
  lease_token BIGINT NULL,
  sync_state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'NONE',
  sync_cause VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  synced_at DATETIME(3) NULL,
  products CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  cells MEDIUMTEXT NULL,
  cause VARCHAR(1000) NULL,
  last_outcome VARCHAR(300) NULL,
  waiting_since DATETIME(3) NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY delivery_lane (partner_id, hotel_id, kind, subject),
  KEY delivery_due (state, urgent, due_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- Nights that differ from what the channel was told; never values, which are read when they are sent. rate_plan_id 0: the room
-- itself. `version` grows with each mark, so that a night that changed while it was sent stays marked.
CREATE TABLE IF NOT EXISTS delivery_marks (
  delivery_id BIGINT NOT NULL,
  room_id BIGINT NOT NULL,
  rate_plan_id BIGINT NOT NULL,
  from_date DATE NOT NULL,
  to_date DATE NOT NULL,
  urgent TINYINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (delivery_id, room_id, rate_plan_id, from_date, to_date)
) ENGINE = InnoDB;

-- Pairs that the channel says it does not know (rate_plan_id 0: the whole room): left out until a person mends the mapping.
CREATE TABLE IF NOT EXISTS delivery_disabled (
  partner_id BIGINT NOT NULL,
  hotel_id BIGINT NOT NULL,
  room_id BIGINT NOT NULL,
  rate_plan_id BIGINT NOT NULL,
  cause VARCHAR(300) NOT NULL,
  disabled_at DATETIME(3) NOT NULL,
  PRIMARY KEY (partner_id, hotel_id, room_id, rate_plan_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE IF NOT EXISTS delivery_attempts (
  attempt_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  delivery_id BIGINT NOT NULL,
  attempt INT NOT NULL,
  message VARCHAR(64) NOT NULL,
  items INT NOT NULL,
  night_values INT NOT NULL,
  urgent TINYINT NOT NULL,
  http_status SMALLINT NULL,
  outcome VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(64) NULL,
  detail VARCHAR(300) NULL,
  took_ms INT NOT NULL,
  sent_at DATETIME(3) NOT NULL,
  KEY attempts_of (delivery_id, attempt_id),
  KEY attempts_at (sent_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
