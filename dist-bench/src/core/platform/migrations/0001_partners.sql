-- Numbers processes so that their ids never collide; the id itself is all that is kept.
CREATE TABLE IF NOT EXISTS id_workers (
  worker_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS partners (
  partner_id BIGINT NOT NULL PRIMARY KEY,
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  connector VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  profile TEXT NOT NULL,
  requests_per_minute INT NULL,
  status VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'ACTIVE',
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  UNIQUE KEY partner_code (code)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- A key is shown once, when it is made; only its SHA-256 is stored.
CREATE TABLE IF NOT EXISTS partner_keys (
  key_id BIGINT NOT NULL PRIMARY KEY,
  partner_id BIGINT NOT NULL,
  key_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hint VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  expires_at DATETIME(3) NULL,
  revoked_at DATETIME(3) NULL,
  UNIQUE KEY partner_key_hash (key_hash),
  KEY partner_keys_of (partner_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;

-- Our thing <-> the partner's code for it. `scope_id` is the hotel for rooms and rates and 0 for hotels, so that one
-- unique key says: a partner's code means one thing.
CREATE TABLE IF NOT EXISTS mappings (
  mapping_id BIGINT NOT NULL PRIMARY KEY,
  partner_id BIGINT NOT NULL,
  kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hotel_id BIGINT NOT NULL,
  scope_id BIGINT NOT NULL,
  our_id BIGINT NOT NULL,
  their_code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  UNIQUE KEY mapping_theirs (partner_id, kind, scope_id, their_code),
  UNIQUE KEY mapping_ours (partner_id, kind, our_id),
  KEY mapping_hotel (hotel_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
