CREATE TABLE IF NOT EXISTS bookings (
  booking_id BIGINT NOT NULL PRIMARY KEY,
  partner_id BIGINT NOT NULL,
  partner_reference VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  user_id BIGINT NULL,
  hotel_id BIGINT NOT NULL,
  status VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  oversold TINYINT NOT NULL DEFAULT 0,
  check_in_date DATE NOT NULL,
  check_out_date DATE NOT NULL,
  guests SMALLINT NOT NULL,
  total_price DECIMAL(15, 3) NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  guest_first_name VARCHAR(100) NULL,
  guest_last_name VARCHAR(100) NULL,
  guest_email VARCHAR(254) NULL,
  guest_phone VARCHAR(40) NULL,
  expires_at DATETIME(3) NULL,
  revision INT NOT NULL DEFAULT 1,
  body_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  UNIQUE KEY booking_reference (partner_id, hotel_id, partner_reference),
  KEY booking_hotel (hotel_id, check_in_date)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE IF NOT EXISTS booking_rooms (
  booking_id BIGINT NOT NULL,
  booking_room_id BIGINT NOT NULL,
  room_id BIGINT NOT NULL,
  rate_plan_id BIGINT NOT NULL,
  quantity SMALLINT NOT NULL,
  guests SMALLINT NOT NULL,
  price_per_night DECIMAL(15, 3) NOT NULL,
  PRIMARY KEY (booking_id, booking_room_id)
) ENGINE = InnoDB;

-- acked: the PMS has acknowledged the reservation, so the night's units left unacked_rooms for good.
-- new_pushes, cancel_pushes: room_inventory.pms_pushes when that revision was first handed out.
CREATE TABLE IF NOT EXISTS booking_room_nights (
  booking_id BIGINT NOT NULL,
  booking_room_id BIGINT NOT NULL,
  date DATE NOT NULL,
  room_id BIGINT NOT NULL,
  quantity SMALLINT NOT NULL,
  price DECIMAL(15, 3) NOT NULL,
  acked TINYINT NOT NULL DEFAULT 0,
  acked_at DATETIME(3) NULL,
  new_pushes INT NULL,
  cancel_pushes INT NULL,
  PRIMARY KEY (booking_id, booking_room_id, date),
  KEY booking_nights_at (room_id, date)
) ENGINE = InnoDB;

-- What the PMS is told, one row a revision, in the order in which it happened.
CREATE TABLE IF NOT EXISTS reservation_revisions (
  revision_id BIGINT NOT NULL PRIMARY KEY,
  booking_id BIGINT NOT NULL,
  revision INT NOT NULL,
  action VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hotel_id BIGINT NOT NULL,
  pms_partner_id BIGINT NULL,
  state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reads_count INT NOT NULL DEFAULT 0,
  handed_out_at DATETIME(3) NULL,
  decided_at DATETIME(3) NULL,
  pms_reference VARCHAR(64) NULL,
  reason VARCHAR(500) NULL,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  UNIQUE KEY revision_of_booking (booking_id, revision),
  KEY revision_feed (pms_partner_id, state, revision_id),
  KEY revision_in_flight (hotel_id, state)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE IF NOT EXISTS booking_audit_log (
  audit_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  booking_id BIGINT NOT NULL,
  event_type VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  revision INT NOT NULL,
  detail TEXT NULL,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  KEY audit_of_booking (booking_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- Written in the transaction of what it answers for: it exists exactly when that happened.
CREATE TABLE IF NOT EXISTS idempotency_keys (
  partner_id BIGINT NOT NULL,
  operation VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  idempotency_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status SMALLINT NOT NULL,
  answer MEDIUMTEXT NOT NULL,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  expires_at DATETIME(3) NOT NULL,
  PRIMARY KEY (partner_id, operation, idempotency_key),
  KEY idempotency_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
