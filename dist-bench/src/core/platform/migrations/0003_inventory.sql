-- available_rooms = GREATEST(0, pms_rooms - unacked_rooms), written in the same statement as its parts.
-- pms_pushes counts pushes that were recorded for the night, so that "did one arrive since?" needs no clock.
CREATE TABLE IF NOT EXISTS room_inventory (
  room_id BIGINT NOT NULL,
  date DATE NOT NULL,
  hotel_id BIGINT NOT NULL,
  available_rooms INT NOT NULL,
  pms_rooms INT NOT NULL,
  unacked_rooms INT NOT NULL DEFAULT 0,
  closed TINYINT NOT NULL DEFAULT 0,
  version INT NOT NULL DEFAULT 1,
  pms_pushes INT NOT NULL DEFAULT 0,
  pms_received_at DATETIME(3) NULL,
  resend_wanted TINYINT NOT NULL DEFAULT 0,
  PRIMARY KEY (room_id, date)
) ENGINE = InnoDB;

-- occupancy_amounts: canonical JSON text, {"1":"80.00","2":"95.00","extra":"20.00"}; amount: per room, whatever the party.
CREATE TABLE IF NOT EXISTS room_rates (
  room_id BIGINT NOT NULL,
  rate_plan_id BIGINT NOT NULL,
  date DATE NOT NULL,
  amount DECIMAL(15, 3) NULL,
  occupancy_amounts VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NULL,
  min_stay_arrival SMALLINT NULL,
  max_stay_arrival SMALLINT NULL,
  min_stay_through SMALLINT NULL,
  max_stay_through SMALLINT NULL,
  closed TINYINT NOT NULL DEFAULT 0,
  closed_to_arrival TINYINT NOT NULL DEFAULT 0,
  closed_to_departure TINYINT NOT NULL DEFAULT 0,
  min_advance_days SMALLINT NULL,
  max_advance_days SMALLINT NULL,
  version INT NOT NULL DEFAULT 1,
  PRIMARY KEY (room_id, rate_plan_id, date)
) ENGINE = InnoDB;

-- What a sender's own clock said of the availability of which nights: an older message must change nothing there,
-- even where the newer one changed no cell. Kept for a day.
CREATE TABLE IF NOT EXISTS pms_push_marks (
  room_id BIGINT NOT NULL,
  sent_at DATETIME(3) NOT NULL,
  from_date DATE NOT NULL,
  to_date DATE NOT NULL,
  PRIMARY KEY (room_id, sent_at, from_date)
) ENGINE = InnoDB;
