-- Single rooms of a room type whose PMS counts them one by one ("AlpineBits, FreeRooms": InvCode beside InvTypeCode): the
-- type's count of a night is their sum, so that news of one room is enough to know it.
CREATE TABLE IF NOT EXISTS room_units (
  room_id BIGINT NOT NULL,
  date DATE NOT NULL,
  unit_code VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  available SMALLINT NOT NULL,
  PRIMARY KEY (room_id, date, unit_code)
) ENGINE = InnoDB;
