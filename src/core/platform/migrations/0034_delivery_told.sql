-- What a channel was told of, under its own codes of that time: when a mapping goes, or the channel, that is closed there first.
-- rate_plan_id 0 and rate_code '': the room itself. last_night: as far ahead as it was told.
CREATE TABLE IF NOT EXISTS delivery_told (
  delivery_id BIGINT NOT NULL,
  hotel_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  room_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  rate_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  room_id BIGINT NOT NULL,
  rate_plan_id BIGINT NOT NULL,
  last_night DATE NOT NULL,
  PRIMARY KEY (delivery_id, hotel_code, room_code, rate_code)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- What a partner allows otherwise than its contract: requests and values in a time, bytes of one request. null: as its contract says.
CREATE TABLE IF NOT EXISTS delivery_limits (
  partner_id BIGINT NOT NULL PRIMARY KEY,
  budgets VARCHAR(2000) NULL,
  body_bytes INT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
