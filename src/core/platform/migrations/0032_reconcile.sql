-- What each channel last acknowledged, night by night; rate_plan_id 0: the room itself. `said`: JSON of all else that a cell was told
-- (restrictions and prices). before_*: the value before it, so that a channel that lost a change is known by its old value.
CREATE TABLE IF NOT EXISTS channel_cells (
  partner_id BIGINT NOT NULL,
  hotel_id BIGINT NOT NULL,
  room_id BIGINT NOT NULL,
  rate_plan_id BIGINT NOT NULL,
  date DATE NOT NULL,
  available INT NULL,
  closed TINYINT NULL,
  said VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NULL,
  before_available INT NULL,
  before_closed TINYINT NULL,
  before_said VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NULL,
  acknowledged_at DATETIME(3) NOT NULL,
  delivery_id BIGINT NOT NULL,
  attempt INT NOT NULL,
  PRIMARY KEY (partner_id, hotel_id, room_id, rate_plan_id, date)
) ENGINE = InnoDB;

-- Where a partner tells what it has itself, for contracts that have no question for it.
CREATE TABLE IF NOT EXISTS partner_copies (
  partner_id BIGINT NOT NULL PRIMARY KEY,
  calendar_url VARCHAR(1000) NULL,
  bookings_url VARCHAR(1000) NULL,
  updated_at DATETIME(3) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- One comparison of a hotel with one partner. `report`: its totals and what is to be told beside the differences, as JSON.
CREATE TABLE IF NOT EXISTS reconcile_runs (
  run_id BIGINT NOT NULL PRIMARY KEY,
  partner_id BIGINT NOT NULL,
  hotel_id BIGINT NOT NULL,
  side VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_date DATE NOT NULL,
  to_date DATE NOT NULL,
  nights INT NOT NULL,
  differences INT NOT NULL,
  pending INT NOT NULL,
  report MEDIUMTEXT NOT NULL,
  started_at DATETIME(3) NOT NULL,
  finished_at DATETIME(3) NOT NULL,
  KEY run_of (partner_id, hotel_id, run_id),
  KEY run_age (finished_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- Differences of a run, in the order of the calendar. ours, theirs: the values as JSON text; NULL: there is none.
CREATE TABLE IF NOT EXISTS reconcile_differences (
  run_id BIGINT NOT NULL,
  line INT NOT NULL,
  room_id BIGINT NOT NULL,
  rate_plan_id BIGINT NOT NULL,
  room_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  rate_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  date DATE NOT NULL,
  field VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  class VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cause VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ours VARCHAR(2000) NULL,
  theirs VARCHAR(2000) NULL,
  since DATETIME(3) NULL,
  repairable TINYINT NOT NULL DEFAULT 1,
  PRIMARY KEY (run_id, line)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- The last comparison of each hotel with each partner: what is due next, and what stands open. cause: why it could not be compared.
CREATE TABLE IF NOT EXISTS reconcile_lanes (
  partner_id BIGINT NOT NULL,
  hotel_id BIGINT NOT NULL,
  side VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id BIGINT NULL,
  source VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  missing INT NOT NULL DEFAULT 0,
  stale INT NOT NULL DEFAULT 0,
  conflicting INT NOT NULL DEFAULT 0,
  extra INT NOT NULL DEFAULT 0,
  pending INT NOT NULL DEFAULT 0,
  bookings INT NOT NULL DEFAULT 0,
  tried_at DATETIME(3) NOT NULL,
  finished_at DATETIME(3) NULL,
  cause VARCHAR(300) NULL,
  PRIMARY KEY (partner_id, hotel_id, side)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- A repair names the fields that differ, as bits (core/delivery/cell-fields.ts); all: whatever the cell holds.
ALTER TABLE delivery_marks ADD COLUMN fields INT NOT NULL DEFAULT 2047;
