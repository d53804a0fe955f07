/** What a message is about, by its root element or endpoint: also where its content could not be read. */
const KINDS = new Map<string, string>([
  ['OTA_HotelAvailNotifRQ', 'ari'],
  ['OTA_HotelRateAmountNotifRQ', 'ari'],
  ['OTA_HotelInvCountNotifRQ', 'ari'],
  ['OTA_PingRQ', 'ping'],
  ['OTA_ReadRQ', 'read'],
  ['OTA_NotifReportRQ', 'verdicts'],
  ['ari', 'ari'],
]);

/** @returns null for a message that no contract here knows. */
export function messageKind(message: string | null): string | null {
  return message === null ? null : (KINDS.get(message) ?? null);
}
