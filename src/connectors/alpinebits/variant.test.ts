import { describe, expect, test } from 'vitest';
import type { DecodedMessage, DecodeOptions } from '../../core/model/connector.js';
import { decodeAlpineBits } from './decode.js';

const FREE_ROOMS = 'OTA_HotelInvCountNotif:FreeRooms';

function decode(xml: string, options: Partial<DecodeOptions> = {}): Promise<DecodedMessage> {
  return decodeAlpineBits(Buffer.from(xml), { charset: null, ...options });
}

const hotel = (attributes: string, items = '<Inventory/>', complete = true) =>
  `<OTA_HotelInvCountNotifRQ>${complete ? '<UniqueID Type="16" ID="1" Instance="CompleteSet"/>' : ''}<Inventories ${attributes}>${items}</Inventories></OTA_HotelInvCountNotifRQ>`;
const item = (control: string, counts = '') =>
  `<Inventory><StatusApplicationControl Start="2026-12-05" End="2026-12-06" ${control}/>${counts}</Inventory>`;
const delta = (control: string) => hotel('HotelCode="A"', item(control), false);
const info = (room: string, rest = '') =>
  `<OTA_HotelDescriptiveContentNotifRQ><HotelDescriptiveContents><HotelDescriptiveContent HotelCode="A"><FacilityInfo><GuestRooms>${room}</GuestRooms></FacilityInfo>${rest}</HotelDescriptiveContent></HotelDescriptiveContents></OTA_HotelDescriptiveContentNotifRQ>`;
const INFO = 'OTA_HotelDescriptiveContentNotif:Info';
const messages = (decoded: DecodedMessage) => decoded.faults.map(({ message }) => message).join('\n');

describe('the version of a message', () => {
  test('decides which documents there are', async () => {
    const old = '<OTA_HotelAvailNotifRQ/>';

    expect(messages(await decode(old, { wireVersion: '2020-10' }))).toContain(
      'it belongs to 2017-10, 2018-10',
    );
    expect(messages(await decode(hotel('HotelCode="A"'), { wireVersion: '2018-10' }))).toContain('2020-10');
    expect(messages(await decode(hotel('HotelCode="A"'), { wireVersion: '2014-04' }))).toContain(
      'is not spoken here',
    );
    expect(messages(await decode('<OTA_PingRQ/>', { wireVersion: '2017-10' }))).toContain('2018-10');
  });

  test('is the newest one where nobody told it, and the answer knows', async () => {
    const { envelope } = await decode(hotel('HotelCode="A"'));

    expect(envelope.extra).toEqual({ wire_version: '2024-10', action: FREE_ROOMS });
  });

  test('demands HotelCode from 2024-10 on; before, HotelName is enough', async () => {
    const named = hotel('HotelName="Frangart Inn"');
    const before = await decode(named, { wireVersion: '2022-10' });

    expect(before.content).toMatchObject({ kind: 'ari', ari: { hotel_code: 'Frangart Inn' } });
    expect(messages(await decode(named, { wireVersion: '2024-10' }))).toContain('HotelCode is missing');
    expect((await decode(named)).faults).toEqual([]);
  });

  test('has TypeRoom in the action Info forbidden, then demanded', async () => {
    const typed = info('<GuestRoom Code="DZ"><TypeRoom RoomType="1"/></GuestRoom>');
    const bare = info('<GuestRoom Code="DZ"/>');
    const options = { action: INFO };

    expect((await decode(typed, { ...options, wireVersion: '2022-10' })).content).toBeNull();
    expect((await decode(typed, { ...options, wireVersion: '2024-10' })).faults).toEqual([]);
    expect((await decode(bare, { ...options, wireVersion: '2024-10' })).content).toBeNull();
    expect((await decode(bare, { ...options, wireVersion: '2022-10' })).faults).toEqual([]);
  });

  test('has codes of its own from 2024-10 on', async () => {
    const services = (code: string) =>
      info('', `<HotelInfo><Services><Service Code="${code}"/></Services></HotelInfo>`);
    const options = { action: INFO, wireVersion: '2024-10' };

    expect((await decode(services('175.ABH'), options)).faults).toEqual([]);
    expect(messages(await decode(services('176.ABH'), options))).toContain(
      '"176.ABH" is not in the code list HAC',
    );
    expect(messages(await decode(services('1.ABR'), options))).toContain('HAC');
    expect((await decode(services('175.ABH'), { ...options, wireVersion: '2022-10' })).content).toBeNull();
    expect((await decode(services('007'), options)).content).toBeNull();
  });
});

describe('the action of a message', () => {
  test('must be that of its document; the form of the handshake is understood as well', async () => {
    const request = hotel('HotelCode="A"');

    expect((await decode(request, { action: 'action_OTA_HotelInvCountNotif_FreeRooms' })).faults).toEqual([]);
    expect(messages(await decode(request, { action: 'OTA_Read:GuestRequests' }))).toContain(
      'does not belong to the action',
    );
  });

  test('is told by the content where nobody told it', async () => {
    const inventory = info('');
    const descriptive = info('<GuestRoom Code="DZ"/>');

    expect((await decode(inventory)).content).toMatchObject({ topic: 'inventory' });
    expect((await decode(descriptive)).content).toMatchObject({ topic: 'info' });
  });
});

describe('what was agreed on', () => {
  test.each([
    ['deltas', delta('InvTypeCode="DZ"'), ['categories']],
    ['categories', delta('InvTypeCode="DZ"'), ['deltas', 'rooms']],
    ['rooms', delta('InvTypeCode="DZ" InvCode="1"'), ['deltas', 'categories']],
  ])('%s are refused without it, and taken with the full name', async (name, xml, agreed) => {
    const full = [...agreed, name].map((short) => `OTA_HotelInvCountNotif_accept_${short}`);

    expect((await decode(xml, { capabilities: agreed })).content).toBeNull();
    expect((await decode(xml, { capabilities: full })).faults).toEqual([]);
    expect((await decode(xml)).faults).toEqual([]);
  });

  test('a threshold of bookings is demanded once it was agreed on, and forbidden where it was not', async () => {
    const set = (threshold: string) =>
      `<OTA_HotelAvailNotifRQ><AvailStatusMessages HotelCode="A"><AvailStatusMessage BookingLimit="3" BookingLimitMessageType="SetLimit" ${threshold}><StatusApplicationControl Start="2026-12-05" End="2026-12-05" InvTypeCode="DZ"/></AvailStatusMessage></AvailStatusMessages></OTA_HotelAvailNotifRQ>`;
    const agreed = { capabilities: ['deltas', 'categories', 'OTA_HotelAvailNotif_accept_BookingThreshold'] };

    expect((await decode(set(''), agreed)).content).toBeNull();
    expect((await decode(set('BookingThreshold="4"'), agreed)).content).toBeNull();
    expect(
      (await decode(set('BookingThreshold="1"'), { capabilities: ['deltas', 'categories'] })).content,
    ).toBeNull();
    expect((await decode(set('BookingThreshold="1"'), agreed)).content).toMatchObject({
      ari: { updates: [{ available: 2 }] },
    });
  });
});

describe('closing seasons', () => {
  const season = (start: string, end: string) =>
    `<Inventory><StatusApplicationControl Start="${start}" End="${end}" AllInvCode="1"/></Inventory>`;
  const open = item('InvTypeCode="DZ"', '<InvCounts><InvCount CountType="2" Count="1"/></InvCounts>');
  const soldOut = item('InvTypeCode="DZ"');

  test('must not meet nights on which rooms are left, be they given in any order', async () => {
    const seasons = `${season('2026-12-20', '2026-12-30')}${season('2026-12-06', '2026-12-07')}`;

    expect(messages(await decode(hotel('HotelCode="A"', seasons + open)))).toContain(
      'closed 2026-12-06 to 2026-12-07',
    );
    expect((await decode(hotel('HotelCode="A"', seasons + soldOut))).faults).toEqual([]);
  });

  test('come first, in a complete set, and without a room', async () => {
    const late = hotel('HotelCode="A"', open + season('2027-04-01', '2027-04-30'));
    const inDelta = hotel('HotelCode="A"', season('2027-04-01', '2027-04-30'), false);
    const ofRoom = hotel('HotelCode="A"', item('AllInvCode="true" InvTypeCode="DZ"'));

    expect(messages(await decode(late))).toContain('send the closing seasons first');
    expect(messages(await decode(inDelta))).toContain('outside a complete set');
    expect(messages(await decode(ofRoom))).toContain('beside a room code');
  });
});

test.each([
  [
    'two hotels',
    hotel('HotelCode="A"').replace('</OTA', '<Inventories HotelCode="B"><Inventory/></Inventories></OTA'),
    'A second Inventories',
  ],
  [
    'an empty item among others',
    hotel('HotelCode="A"', `<Inventory/>${item('InvTypeCode="DZ"')}`),
    'An empty Inventory among others',
  ],
  ['another UniqueID', hotel('HotelCode="A"').replace('Type="16"', 'Type="14"'), 'UniqueID has Type "14"'],
  [
    'a count twice',
    hotel(
      'HotelCode="A"',
      item(
        'InvTypeCode="DZ"',
        '<InvCounts><InvCount CountType="2" Count="1"/><InvCount CountType="2" Count="1"/></InvCounts>',
      ),
    ),
    'stands twice',
  ],
  [
    'a count below zero',
    hotel(
      'HotelCode="A"',
      item('InvTypeCode="DZ"', '<InvCounts><InvCount CountType="2" Count="-1"/></InvCounts>'),
    ),
    'is not a number of rooms',
  ],
  ['no hotel', '<OTA_HotelInvCountNotifRQ/>', 'Inventories is missing'],
  ['another message', '<OTA_HotelRateAmountNotifRQ/>', 'is not supported'],
])('refuses %s', async (_name, xml, text) => {
  const decoded = await decode(xml);

  expect(decoded.content).toBeNull();
  expect(messages(decoded)).toContain(text);
});
