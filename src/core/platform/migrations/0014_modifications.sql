-- partner_revision: the channel's own revision of the reservation, as it last restated it by its reference; partner_hash:
-- SHA-256 of that restatement, so that the same one again is known.
ALTER TABLE bookings
  ADD COLUMN partner_revision BIGINT NULL,
  ADD COLUMN partner_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL;

-- The codes of a line as the channel sent them, where room_id or rate_plan_id is 0: a code that nobody has mapped.
ALTER TABLE booking_rooms
  ADD COLUMN sent_room_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  ADD COLUMN sent_rate_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL;

-- Cancellations that came before their reservations. NULL: the channel gave no revision, so every later word is late.
CREATE TABLE IF NOT EXISTS booking_tombstones (
  partner_id BIGINT NOT NULL,
  hotel_id BIGINT NOT NULL,
  partner_reference VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  partner_revision BIGINT NULL,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  PRIMARY KEY (partner_id, hotel_id, partner_reference)
) ENGINE = InnoDB;
