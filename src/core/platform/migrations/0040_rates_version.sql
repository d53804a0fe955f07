-- Raised by every push that changes a price or a restriction of the hotel: what a process remembers of its rates counts only
-- while this is what it was when they were read.
ALTER TABLE hotels ADD COLUMN rates_version INT UNSIGNED NOT NULL DEFAULT 1;
