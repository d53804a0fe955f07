-- What cancelled reservations that were on their way is looked for among the newest tombstones (cancel-buried.ts).
ALTER TABLE booking_tombstones ADD KEY tombstone_age (created_at);
