-- Money taken for a booking. No card data, ever: card_token is the provider's own token, kept only while the payment is
-- PENDING, for the same charge may have to be sent again. next_at: when somebody must look at it, NULL once settled.
-- answer_*: the Idempotency-Key of the request that pays; its answer is stored when the payment is settled.
CREATE TABLE IF NOT EXISTS payments (
  payment_id BIGINT NOT NULL PRIMARY KEY,
  booking_id BIGINT NOT NULL,
  provider VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payment_method VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount DECIMAL(15, 3) NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  transaction_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  idempotency_token VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  card_token VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  failure_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  refunded_amount DECIMAL(15, 3) NOT NULL DEFAULT 0,
  called TINYINT NOT NULL DEFAULT 0,
  attempts INT NOT NULL DEFAULT 0,
  attention TINYINT NOT NULL DEFAULT 0,
  next_at DATETIME(3) NULL,
  answer_partner_id BIGINT NULL,
  answer_operation VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  answer_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  UNIQUE KEY payment_token (idempotency_token),
  KEY payment_of_booking (booking_id),
  KEY payment_due (next_at),
  KEY payment_attention (attention, payment_id)
) ENGINE = InnoDB;

-- The token tells what caused the refund, so that the same cause refunds once.
CREATE TABLE IF NOT EXISTS payment_refunds (
  refund_id BIGINT NOT NULL PRIMARY KEY,
  payment_id BIGINT NOT NULL,
  amount DECIMAL(15, 3) NOT NULL,
  state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  idempotency_token VARCHAR(96) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_refund_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  failure_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  attempts INT NOT NULL DEFAULT 0,
  attention TINYINT NOT NULL DEFAULT 0,
  next_at DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  UNIQUE KEY refund_token (idempotency_token),
  KEY refund_of_payment (payment_id),
  KEY refund_due (next_at),
  KEY refund_attention (attention, refund_id)
) ENGINE = InnoDB;

-- Webhooks of the providers, each once. handled_at stays NULL until what it says has been acted on.
CREATE TABLE IF NOT EXISTS payment_events (
  provider VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_id VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payment_id BIGINT NULL,
  deliveries INT NOT NULL DEFAULT 1,
  received_at DATETIME(3) NOT NULL,
  handled_at DATETIME(3) NULL,
  PRIMARY KEY (provider, event_id),
  KEY payment_event_age (received_at)
) ENGINE = InnoDB;

-- The books of the simulated provider's bank: what it took and gave back, whatever its callers were told. They stand
-- here so that several processes, and restarts, see the same bank.
CREATE TABLE IF NOT EXISTS simulated_charges (
  idempotency_token VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  transaction_id VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payment_id BIGINT NOT NULL,
  token VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount DECIMAL(15, 3) NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  refunded_amount DECIMAL(15, 3) NOT NULL DEFAULT 0,
  calls INT NOT NULL DEFAULT 1,
  due_at DATETIME(3) NOT NULL,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  UNIQUE KEY simulated_transaction (transaction_id),
  KEY simulated_payment (payment_id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS simulated_refunds (
  idempotency_token VARCHAR(96) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  transaction_id VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount DECIMAL(15, 3) NOT NULL,
  created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  KEY simulated_refund_of (transaction_id)
) ENGINE = InnoDB;

-- JSON text; NULL: flexible.
ALTER TABLE rate_plans ADD COLUMN cancellation_policy VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL;
