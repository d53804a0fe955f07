-- The cancellation terms of a rate plan before they were changed: a guest is held to those of the day of his booking.
-- `cancellation_policy` as in rate_plans (NULL: flexible), in force until `ended_at`.
CREATE TABLE IF NOT EXISTS rate_plan_former_terms (
  rate_plan_id BIGINT NOT NULL,
  ended_at DATETIME(3) NOT NULL,
  cancellation_policy VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (rate_plan_id, ended_at)
) ENGINE = InnoDB;
