-- When an endpoint is to be looked at next: a lower bound of the time at which something of it is due, never before its pause is
-- over; NULL while nothing waits. Whoever looks for work reads one row an endpoint and not one a message. `line_version` rises
-- with everything that is put in line, so that whoever finds the line empty does not write so over what has just come.
ALTER TABLE webhook_endpoints
  ADD COLUMN wake_at DATETIME(3) NULL,
  ADD COLUMN line_version BIGINT NOT NULL DEFAULT 0,
  ADD KEY webhook_endpoints_next (status, wake_at);

-- Each is looked at once; again after a break it does no harm.
UPDATE webhook_endpoints SET wake_at = created_at WHERE wake_at IS NULL;
