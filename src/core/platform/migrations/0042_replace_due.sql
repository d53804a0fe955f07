-- 1: a full sync has begun at a channel whose contract replaces what it holds (Google's Overlay), and its first prices, which are to
-- take the place of all that are there, have not been answered yet.
ALTER TABLE deliveries ADD COLUMN replace_due TINYINT NOT NULL DEFAULT 0;
