-- How old the last good word of a feed may be before somebody is told. hotel_id 0: every hotel of the partner; kind: ari (rates and
-- availability pushed to us) or reservations (a PMS that fetches them). 0 minutes: that hotel is not watched.
CREATE TABLE IF NOT EXISTS feed_targets (
  partner_id BIGINT NOT NULL,
  hotel_id BIGINT NOT NULL,
  kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  freshness_minutes INT NOT NULL,
  set_at DATETIME(3) NOT NULL,
  PRIMARY KEY (partner_id, hotel_id, kind)
) ENGINE = InnoDB;

-- What each feed last said. Written in batches, a second or so behind: see core/messages/feed-notes.ts. hotel_id 0: no hotel was named.
CREATE TABLE IF NOT EXISTS feed_status (
  partner_id BIGINT NOT NULL,
  hotel_id BIGINT NOT NULL,
  kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_attempt_at DATETIME(3) NOT NULL,
  last_success_at DATETIME(3) NULL,
  last_outcome VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_cause VARCHAR(300) NULL,
  PRIMARY KEY (partner_id, hotel_id, kind)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- What a person must look at. open_key is the subject while the alert is open and NULL afterwards, so that one matter has one open alert.
CREATE TABLE IF NOT EXISTS alerts (
  alert_id BIGINT NOT NULL PRIMARY KEY,
  kind VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  open_key VARCHAR(150) CHARACTER SET ascii COLLATE ascii_bin NULL,
  partner_id BIGINT NULL,
  hotel_id BIGINT NULL,
  detail VARCHAR(1000) NOT NULL,
  first_seen DATETIME(3) NOT NULL,
  last_seen DATETIME(3) NOT NULL,
  cleared_at DATETIME(3) NULL,
  acked_at DATETIME(3) NULL,
  acked_by VARCHAR(64) NULL,
  UNIQUE KEY alert_open (open_key),
  KEY alert_age (cleared_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- Partners whose prices may differ from ours by another share than BELLHOP_PRICE_TOLERANCE_PERCENT says.
CREATE TABLE IF NOT EXISTS price_tolerances (
  partner_id BIGINT NOT NULL PRIMARY KEY,
  percent DECIMAL(7, 2) NOT NULL
) ENGINE = InnoDB;

-- Bookings that were sold at another price than ours of that moment. quoted NULL: we had no price for those nights (cause).
CREATE TABLE IF NOT EXISTS booking_price_differences (
  booking_id BIGINT NOT NULL PRIMARY KEY,
  revision INT NOT NULL,
  partner_id BIGINT NOT NULL,
  hotel_id BIGINT NOT NULL,
  told DECIMAL(15, 3) NOT NULL,
  quoted DECIMAL(15, 3) NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  percent DECIMAL(9, 2) NULL,
  cause VARCHAR(300) NOT NULL,
  noted_at DATETIME(3) NOT NULL,
  KEY price_difference_age (noted_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- What a message is about, so that people find it: its class, the room codes that it names (each between two line feeds, `*` among them
-- where there were too many) and its first and last night. delivery_id, attempt: of a message that was sent.
-- body and answer are empty once emptied_at is set; the row stays, so that counts do.
ALTER TABLE messages
  ADD COLUMN content VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN echo_token VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN rooms VARCHAR(2000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  ADD COLUMN first_date DATE NULL,
  ADD COLUMN last_date DATE NULL,
  ADD COLUMN delivery_id BIGINT NULL,
  ADD COLUMN attempt INT NULL,
  ADD COLUMN emptied_at DATETIME(3) NULL,
  ADD COLUMN emptied_for VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD KEY message_echo (echo_token),
  ADD KEY message_delivery (delivery_id);
