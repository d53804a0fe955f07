-- Which booking of a reservation this is, where its rooms have stays of their own (docs/decisions/0013); 1 for every other.
ALTER TABLE bookings
  ADD COLUMN reference_part SMALLINT NOT NULL DEFAULT 1,
  DROP KEY booking_reference,
  ADD UNIQUE KEY booking_reference (partner_id, hotel_id, partner_reference, reference_part);
