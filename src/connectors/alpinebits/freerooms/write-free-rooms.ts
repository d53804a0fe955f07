import type { AriMessage, AriUpdate } from '../../../core/model/ari.js';
import type { DecodedContent } from '../../../core/model/connector.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import { OTA_ROOT } from '../ota-root.js';

/** What a sender of FreeRooms would write: only bookable counts are known here. */
export function writeHotelInvCountNotif(content: DecodedContent): XmlElement | null {
  if (content.kind !== 'ari') return null;
  const { ari } = content;
  const items = ari.updates.map((update) => {
    const counts = element('InvCounts', {}, element('InvCount', { CountType: 2, Count: update.available }));
    return element('Inventory', {}, writeControl(update), update.room_code === null ? undefined : counts);
  });
  return write(ari, {
    message: 'OTA_HotelInvCountNotifRQ',
    version: '4',
    list: 'Inventories',
    items: items.length > 0 ? items : [element('Inventory')],
  });
}

/** The grammar up to 2018-10, which has no closing seasons. */
export function writeHotelAvailNotif(content: DecodedContent): XmlElement | null {
  if (content.kind !== 'ari' || content.ari.updates.some(({ room_code }) => room_code === null)) return null;
  const { ari } = content;
  const items = ari.updates.map((update) => {
    const limit = { BookingLimit: update.available, BookingLimitMessageType: 'SetLimit' };
    return element('AvailStatusMessage', limit, writeControl(update));
  });
  return write(ari, {
    message: 'OTA_HotelAvailNotifRQ',
    version: '1.002',
    list: 'AvailStatusMessages',
    items: items.length > 0 ? items : [element('AvailStatusMessage')],
  });
}

interface Parts {
  readonly message: string;
  readonly version: string;
  readonly list: string;
  readonly items: readonly XmlElement[];
}

function write(
  { complete_set, hotel_code, sent_at }: AriMessage,
  { message, version, list, items }: Parts,
): XmlElement {
  const set = { Type: 16, ID: 1, Instance: 'CompleteSet' };
  return element(
    message,
    { ...OTA_ROOT, Version: version, TimeStamp: sent_at ?? undefined },
    complete_set ? element('UniqueID', set) : undefined,
    element(list, { HotelCode: hotel_code }, ...items),
  );
}

function writeControl({ from, to, room_code, unit_code }: AriUpdate): XmlElement {
  return element('StatusApplicationControl', {
    Start: from,
    End: to,
    InvTypeCode: room_code ?? undefined,
    InvCode: unit_code ?? undefined,
    AllInvCode: room_code === null ? 'true' : undefined,
  });
}
