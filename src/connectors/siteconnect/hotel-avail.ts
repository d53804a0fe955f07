import { createTreeMessage } from '../shared/opentravel/tree-message.js';
import { OTA } from '../shared/opentravel/ota-numbers.js';
import { attributeOf, findAll } from '../shared/xml-tree.js';

const MESSAGE = 'OTA_HotelAvailRQ';

/** OTA_HotelAvailRQ: which rooms and rate plans there are to map ("SiteConnect, room list"). */
export const createHotelAvail = createTreeMessage(MESSAGE, (root, { faults }) => {
  const hotelCode = (): string | null => {
    const [first] = findAll(root, 'HotelRef');
    return attributeOf(first, 'HotelCode');
  };
  return {
    finish() {
      const codes = new Set(
        findAll(root, 'HotelRef').flatMap((node) => attributeOf(node, 'HotelCode') ?? []),
      );
      const place = {
        at: `/${MESSAGE}/AvailRequestSegments/AvailRequestSegment/HotelSearchCriteria/Criterion`,
      };
      if (codes.size === 0) {
        const message = 'HotelRef has no HotelCode; write the code of the hotel whose rooms are asked for';
        faults.add({ code: 'VALIDATION', ota: OTA.missing, message, place });
      } else if (codes.size > 1) {
        const message = `${codes.size} hotels in one request; ask for one at a time`;
        faults.add({ code: 'VALIDATION', ota: OTA.invalidHotel, message, place });
      }
      return { kind: 'room_list', hotel_code: hotelCode() ?? '' };
    },
    extra: () => {
      const code = hotelCode();
      return code === null ? {} : { hotel_code: code };
    },
  };
});
