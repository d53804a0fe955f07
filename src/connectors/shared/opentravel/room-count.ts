import { quote, refuse, wholeNumber, type OtaContext } from './message-decoder.js';
import { OTA } from './ota-numbers.js';

const MAX_ROOMS = 9_999;

/** A number of rooms, 0 to 9999; undefined after adding a fault. */
export function readRoomCount(name: string, text: string, context: OtaContext): number | undefined {
  const count = wholeNumber(text);
  if (count !== null && count <= MAX_ROOMS) return count;
  refuse(
    context,
    OTA.invalidValue,
    `${name} ${quote(text)} is not a number of rooms; write 0 to ${MAX_ROOMS}`,
  );
  return undefined;
}
