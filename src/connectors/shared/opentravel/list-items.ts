/** Elements of which a message may have thousands: a fault's path says which one. */
export const LIST_ITEMS: ReadonlySet<string> = new Set([
  'AvailStatusMessage',
  'RateAmountMessage',
  'Inventory',
  'RuleMessage',
  'HotelReservation',
  'AvailRateUpdate',
]);
