-- Since when a hotel is counted as it is: by this PMS, or by itself. What its PMS said before it was given to another one, and came
-- back, is nobody's word any more. NULL: it has never been given to another.
ALTER TABLE hotels ADD COLUMN counted_since DATETIME(3) NULL;
