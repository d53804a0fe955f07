-- From which night to which a channel was ever sent a limit of advance days, under its own codes: noted before it is sent, for it may
-- have the limit though its answer was lost. Spans only grow, and nothing is taken out: a limit that is lifted must be told as lifted.
CREATE TABLE IF NOT EXISTS delivery_advance_days (
  partner_id BIGINT NOT NULL,
  hotel_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  room_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  rate_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  first_night DATE NOT NULL,
  last_night DATE NOT NULL,
  PRIMARY KEY (partner_id, hotel_code, room_code, rate_code)
) ENGINE = InnoDB;
