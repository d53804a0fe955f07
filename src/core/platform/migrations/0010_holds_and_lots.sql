-- A row of booking_room_nights is a lot: so many units of a room type on a night that one revision of a booking added.
-- dropped_revision: the revision that gave them up. returned: their units are back, or never counted.
-- Units that the PMS has not acknowledged (room_inventory.unacked_rooms) are the lots with acked = 0 and returned = 0.
ALTER TABLE booking_room_nights
  ADD COLUMN revision INT NOT NULL DEFAULT 1,
  ADD COLUMN dropped_revision INT NULL,
  ADD COLUMN returned TINYINT NOT NULL DEFAULT 0,
  CHANGE COLUMN cancel_pushes dropped_pushes INT NULL,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (booking_id, booking_room_id, date, revision);

-- A line that a later revision restated; what a cancelled booking had stays its last state.
ALTER TABLE booking_rooms ADD COLUMN dropped_revision INT NULL;

UPDATE booking_room_nights n
  JOIN bookings b ON b.booking_id = n.booking_id AND b.status = 'CANCELLED'
  JOIN hotels h ON h.hotel_id = b.hotel_id
SET n.dropped_revision = b.revision,
  n.returned = IF(h.inventory_mode = 'pms' AND EXISTS (
    SELECT 1 FROM reservation_revisions r
    WHERE r.booking_id = b.booking_id AND r.action = 'cancel' AND r.state IN ('PENDING', 'HANDED_OUT', 'FAILED')
  ), 0, 1);

-- What an earlier revision told, kept from the moment that a later one exists; without the guest.
ALTER TABLE reservation_revisions ADD COLUMN snapshot MEDIUMTEXT NULL;

-- One row for each PENDING booking: found by its time and by its hotel without an index on every booking.
CREATE TABLE IF NOT EXISTS booking_holds (
  booking_id BIGINT NOT NULL PRIMARY KEY,
  hotel_id BIGINT NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  KEY hold_expiry (expires_at),
  KEY hold_hotel (hotel_id, expires_at)
) ENGINE = InnoDB;

-- hold_minutes: how long a hold of this partner lasts; NULL: the gateway's own. oversell_policy: refuse | accept_oversold.
-- feed_mode: all | serial, for a PMS that takes one undecided revision of a booking at a time.
ALTER TABLE partners
  ADD COLUMN hold_minutes SMALLINT NULL,
  ADD COLUMN oversell_policy VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'refuse',
  ADD COLUMN feed_mode VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'all';
