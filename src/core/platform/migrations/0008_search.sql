-- The search index of the embedded form: what SearchDocument says of each hotel, written by the projector alone. A
-- hotel that left the index keeps its row with active = 0, so that an older document cannot bring it back.
CREATE TABLE IF NOT EXISTS search_hotels (
  hotel_id BIGINT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  active TINYINT NOT NULL,
  words MEDIUMTEXT NOT NULL,
  name_key VARCHAR(800) NOT NULL,
  city VARCHAR(120) NOT NULL,
  city_key VARCHAR(480) NOT NULL,
  country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  latitude DECIMAL(9, 6) NULL,
  longitude DECIMAL(9, 6) NULL,
  rating DECIMAL(3, 2) NULL,
  review_count INT NOT NULL,
  price_from DECIMAL(15, 3) NULL,
  price_lowest DECIMAL(15, 3) NULL,
  price_highest DECIMAL(15, 3) NULL,
  total_rooms INT NOT NULL,
  max_capacity SMALLINT NOT NULL,
  KEY search_city (city_key),
  KEY search_place (latitude)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- kind: amenity (its name) or partner (the id of who has the hotel mapped).
CREATE TABLE IF NOT EXISTS search_terms (
  hotel_id BIGINT NOT NULL,
  kind VARCHAR(8) NOT NULL,
  term VARCHAR(64) NOT NULL,
  PRIMARY KEY (hotel_id, kind, term),
  KEY search_term (kind, term, hotel_id)
) ENGINE = InnoDB DEFAULT CHARSET = ascii COLLATE = ascii_bin;

-- Nights of a room type that can be sold, neighbours as one range, both ends inclusive: a stay is one range that holds it.
CREATE TABLE IF NOT EXISTS search_open_nights (
  hotel_id BIGINT NOT NULL,
  room_id BIGINT NOT NULL,
  from_date DATE NOT NULL,
  to_date DATE NOT NULL,
  capacity SMALLINT NOT NULL,
  PRIMARY KEY (hotel_id, room_id, from_date)
) ENGINE = InnoDB;

-- One row: the number that orders what readers of hotels write to the index, whichever engine holds it.
CREATE TABLE IF NOT EXISTS search_clock (
  clock_id TINYINT NOT NULL PRIMARY KEY,
  ticket BIGINT NOT NULL
) ENGINE = InnoDB;

-- One row while a rebuild runs or waits to be resumed.
CREATE TABLE IF NOT EXISTS search_rebuilds (
  rebuild_id TINYINT NOT NULL PRIMARY KEY,
  target VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  after_hotel_id BIGINT NOT NULL,
  started_at DATETIME(3) NOT NULL
) ENGINE = InnoDB;
