-- The bookings of a user, newest first: the number is the booking site's own, so its partner belongs to the key.
ALTER TABLE bookings ADD INDEX booking_user (user_id, partner_id, booking_id);
