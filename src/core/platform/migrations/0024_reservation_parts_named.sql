-- Parts were stored as `number/2`, which a channel may call another reservation. A part has come with its first booking or
-- was last restated with it, and then the hash over the whole reservation, its number included, is the same. What cannot be
-- told is cancelled already and stays under the number that it has.
UPDATE bookings part
JOIN bookings first ON first.partner_id = part.partner_id AND first.hotel_id = part.hotel_id
  AND first.partner_reference = LEFT(part.partner_reference,
    CHAR_LENGTH(part.partner_reference) - CHAR_LENGTH(SUBSTRING_INDEX(part.partner_reference, '/', -1)) - 1)
  AND first.reference_part = 1 AND first.booking_id <> part.booking_id
  AND (first.body_hash = part.body_hash OR first.partner_hash = part.partner_hash)
SET part.reference_part = CAST(SUBSTRING_INDEX(part.partner_reference, '/', -1) AS UNSIGNED),
  part.partner_reference = first.partner_reference
WHERE part.reference_part = 1 AND part.partner_reference REGEXP '/[1-9][0-9]{0,3}$'
  AND part.partner_reference NOT LIKE '%/1';
