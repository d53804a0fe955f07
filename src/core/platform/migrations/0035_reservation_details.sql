-- What a channel said of a reservation beside rooms, nights and prices (remarks, children's ages, meals, extras, taxes), as of
-- the revision that it came with. Personal data: goes with the guest when somebody is forgotten.
CREATE TABLE IF NOT EXISTS booking_reservation_details (
  booking_id BIGINT NOT NULL,
  revision INT NOT NULL,
  details MEDIUMTEXT CHARACTER SET utf8mb4 NOT NULL,
  PRIMARY KEY (booking_id, revision)
) ENGINE = InnoDB;
