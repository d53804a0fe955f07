-- What "booking verify --fix" changed, and from what: before and after are JSON text without personal data.
CREATE TABLE IF NOT EXISTS integrity_repairs (
  repair_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  invariant VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hotel_id BIGINT NOT NULL,
  subject VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  before_state TEXT NOT NULL,
  after_state TEXT NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  KEY repair_of_hotel (hotel_id, repair_id)
) ENGINE = InnoDB;

-- JSON list of the arrivals that the booking had before its present one: lists by arrival hold a row for each.
ALTER TABLE bookings ADD COLUMN former_check_in_dates TEXT CHARACTER SET ascii COLLATE ascii_bin NULL;
