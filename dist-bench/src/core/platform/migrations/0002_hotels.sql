-- No foreign keys anywhere: the shared locks that they take on hotels would stop bookings while a push is applied.
CREATE TABLE IF NOT EXISTS hotels (
  hotel_id BIGINT NOT NULL PRIMARY KEY,
  code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  description TEXT NULL,
  address VARCHAR(300) NULL,
  city VARCHAR(120) NOT NULL,
  country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  latitude DECIMAL(9, 6) NULL,
  longitude DECIMAL(9, 6) NULL,
  time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'ACTIVE',
  inventory_mode VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pms',
  pms_partner_id BIGINT NULL,
  rating DECIMAL(3, 2) NULL,
  review_count INT NOT NULL DEFAULT 0,
  version INT NOT NULL DEFAULT 1,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  UNIQUE KEY hotel_code (code)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE IF NOT EXISTS rooms (
  room_id BIGINT NOT NULL PRIMARY KEY,
  hotel_id BIGINT NOT NULL,
  code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  room_type VARCHAR(64) NOT NULL,
  name VARCHAR(200) NOT NULL,
  capacity SMALLINT NOT NULL,
  max_adults SMALLINT NOT NULL,
  max_children SMALLINT NOT NULL,
  base_price DECIMAL(15, 3) NULL,
  total_rooms INT NOT NULL,
  UNIQUE KEY room_code (hotel_id, code)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE IF NOT EXISTS rate_plans (
  rate_plan_id BIGINT NOT NULL PRIMARY KEY,
  hotel_id BIGINT NOT NULL,
  code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  meal_plan VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  UNIQUE KEY rate_plan_code (hotel_id, code)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

CREATE TABLE IF NOT EXISTS hotel_amenities (
  hotel_id BIGINT NOT NULL,
  amenity VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (hotel_id, amenity)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS hotel_images (
  hotel_id BIGINT NOT NULL,
  position SMALLINT NOT NULL,
  url VARCHAR(1000) NOT NULL,
  is_primary TINYINT NOT NULL DEFAULT 0,
  PRIMARY KEY (hotel_id, position)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
