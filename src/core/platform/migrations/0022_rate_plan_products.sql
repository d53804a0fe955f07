-- Rate plans as their PMS stated them whole: what parts of them by date are read with (per person or per room, nights of a package).
CREATE TABLE IF NOT EXISTS rate_plan_products (
  rate_plan_id BIGINT NOT NULL PRIMARY KEY,
  product MEDIUMTEXT NOT NULL,
  updated_at DATETIME(3) NOT NULL
) ENGINE=InnoDB;
