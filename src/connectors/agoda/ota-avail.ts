import { createHotelAvailNotif } from '../shared/opentravel/hotel-avail-notif.js';
import { refuse, type CreateMessageDecoder } from '../shared/opentravel/message-decoder.js';
import { OTA } from '../shared/opentravel/ota-numbers.js';

/** What an AvailStatusMessage may have one of ("Agoda OTA": one of RestrictionStatus and LengthsOfStay a message). */
const ASPECTS: ReadonlySet<string> = new Set(['RestrictionStatus', 'LengthsOfStay']);

/** OTA_HotelAvailNotifRQ with the two rules that Agoda adds: a LocatorID, and one kind of restriction, an AvailStatusMessage. */
export const createAgodaAvail: CreateMessageDecoder = (context, root) => {
  const decoder = createHotelAvailNotif(context, root);
  let seen: string | null = null;
  return {
    ...decoder,
    open(name, attributes) {
      if (name === 'AvailStatusMessage') {
        seen = null;
        const empty = (attributes['LocatorID'] ?? '').trim() === '';
        if (empty)
          refuse(context, OTA.missing, 'LocatorID is missing on AvailStatusMessage; number the messages');
      } else if (ASPECTS.has(name)) {
        if (seen !== null && seen !== name) {
          const message = `${seen} and ${name} in one AvailStatusMessage; send one message for each`;
          refuse(context, OTA.invalidValue, message);
        }
        seen = name;
      }
      return decoder.open(name, attributes);
    },
    close: (name) => decoder.close(name),
    finish: () => decoder.finish(),
  };
};
