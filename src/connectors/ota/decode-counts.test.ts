import { describe, expect, test } from 'vitest';
import {
  ariOf,
  avail,
  COMPLETE_SET,
  CONTROL,
  counts,
  decode,
  rates,
  refusalOf,
  updateOf,
} from '../../../test/builders/an-ota-message.js';

describe('counts', () => {
  const limit = (attributes: string): string =>
    avail(`<AvailStatusMessage ${attributes}>${CONTROL}</AvailStatusMessage>`);

  test.each([
    ['BookingLimit="0"', 0],
    ['BookingLimit="9999" BookingLimitMessageType="SetLimit"', 9999],
  ])('%s', async (attributes, available) => {
    expect((await updateOf(limit(attributes))).available).toBe(available);
  });

  test.each([
    ['BookingLimit="2" BookingLimitMessageType="AdjustLimit"', 'UNSUPPORTED_UPDATE', 450],
    ['BookingLimitMessageType="RemoveLimit"', 'UNSUPPORTED_UPDATE', 450],
    ['BookingLimit="2" BookingLimitMessageType="Other"', 'VALIDATION', 320],
    ['BookingLimitMessageType="SetLimit"', 'VALIDATION', 321],
    ['BookingLimit="-1"', 'VALIDATION', 320],
    ['BookingLimit="1.5"', 'VALIDATION', 320],
    ['BookingLimit="10000"', 'VALIDATION', 320],
    ['BookingLimit=""', 'VALIDATION', 320],
    ['BookingThreshold="1"', 'VALIDATION', 321],
  ])('%s is refused', async (attributes, code, number) => {
    const fault = await refusalOf(limit(attributes));

    expect(fault.code).toBe(code);
    expect(fault.ota?.code).toBe(number);
  });

  test('a relative limit is answered with the remedy', async () => {
    const fault = await refusalOf(limit('BookingLimit="2" BookingLimitMessageType="AdjustLimit"'));

    expect(fault.message).toContain('send the absolute count with SetLimit');
    expect(fault.ota).toEqual({ type: 3, code: 450 });
  });

  const inventory = (body: string): string => counts(`<Inventory>${CONTROL}${body}</Inventory>`);
  test.each([
    ['<InvCounts><InvCount CountType="2" Count="3"/></InvCounts>', 3],
    [
      '<InvCounts><InvCount CountType="6" Count="1"/><InvCount CountType="2" Count="3" ActionType="Remaining"/></InvCounts>',
      3,
    ],
    ['<InvCounts><InvCount CountType="9" Count="4"/></InvCounts>', 0],
    ['<InvCounts/>', 0],
    ['', 0],
  ])('inventory %s', async (body, available) => {
    expect((await updateOf(inventory(body))).available).toBe(available);
  });

  test.each([
    ['<InvCount CountType="2" Count="1" ActionType="Adjustment"/>', 450],
    ['<InvCount CountType="2" Count="-1"/>', 320],
    ['<InvCount CountType="99" Count="1"/>', 320],
    ['<InvCount Count="1"/>', 321],
    ['<InvCount CountType="2"/>', 321],
    ['<InvCount CountType="2" Count="1"/><InvCount CountType="2" Count="2"/>', 320],
  ])('inventory %s is refused', async (body, code) => {
    expect((await refusalOf(inventory(`<InvCounts>${body}</InvCounts>`))).ota?.code).toBe(code);
  });
});

describe('hotels, complete sets and empty messages', () => {
  const item = `<AvailStatusMessage BookingLimit="1">${CONTROL}</AvailStatusMessage>`;

  test('a complete set is marked; one empty item empties it', async () => {
    expect((await ariOf(avail(item, { unique: COMPLETE_SET }))).complete_set).toBe(true);
    expect((await ariOf(avail(item))).complete_set).toBe(false);
    const emptied = { complete_set: true, updates: [] };
    expect(await ariOf(avail('<AvailStatusMessage/>', { unique: COMPLETE_SET }))).toMatchObject(emptied);
    expect(await ariOf(counts('<Inventory/>', COMPLETE_SET))).toMatchObject(emptied);
  });

  test('a UniqueID inside an item or of another type is no complete set', async () => {
    const inside = `<AvailStatusMessage BookingLimit="1">${CONTROL}${COMPLETE_SET}</AvailStatusMessage>`;

    expect((await ariOf(avail(inside))).complete_set).toBe(false);
    expect(
      (await ariOf(avail(item, { unique: '<UniqueID Type="14" Instance="CompleteSet"/>' }))).complete_set,
    ).toBe(false);
  });

  test.each([
    ['a delta without items', avail(''), 321],
    ['an empty item in a delta', avail('<AvailStatusMessage/>'), 321],
    ['an empty item among others', avail(`${item}<AvailStatusMessage/>`, { unique: COMPLETE_SET }), 321],
    ['an item that sets nothing', avail(`<AvailStatusMessage>${CONTROL}</AvailStatusMessage>`), 321],
    ['no hotel', avail(item, { hotel: '' }), 321],
    ['an empty hotel', avail(item, { hotel: 'HotelCode=""' }), 392],
    [
      'two hotels',
      avail(item).replace(
        '</OTA_HotelAvailNotifRQ>',
        '<AvailStatusMessages HotelCode="HV02"/></OTA_HotelAvailNotifRQ>',
      ),
      392,
    ],
    ['rates without items', rates(''), 321],
    ['counts without items', counts(''), 321],
    ['a message without a list', '<OTA_HotelAvailNotifRQ/>', 321],
  ])('%s is refused', async (_name, xml, code) => {
    expect((await refusalOf(xml)).ota?.code).toBe(code);
  });

  test.each([
    ['2026-09-01T10:00:00+02:00', '2026-09-01T08:00:00.000Z'],
    ['2026-09-01T10:00:00Z', '2026-09-01T10:00:00.000Z'],
    ['2026-09-01T10:00:00', null],
    ['2026-09-01 10:00:00', null],
    ['yesterday', null],
  ])('sent at %s', async (stamp, expected) => {
    expect((await ariOf(avail(item, { root: `TimeStamp="${stamp}"` }))).sent_at).toBe(expected);
  });

  test('twenty faults are told, then that there are more', async () => {
    const { faults } = await decode(avail('<AvailStatusMessage BookingLimit="x"/>'.repeat(50_000)));

    expect(faults).toHaveLength(21);
    expect(faults[19]?.pointer).toBe('/OTA_HotelAvailNotifRQ/AvailStatusMessages/AvailStatusMessage[10]');
    expect(faults[20]?.message).toMatch(/more faults/);
  });

  test('one fault spoils the whole message', async () => {
    const decoded = await decode(
      avail(`${item}<AvailStatusMessage BookingLimit="x">${CONTROL}</AvailStatusMessage>`),
    );

    expect(decoded.content).toBeNull();
    expect(decoded.faults).toHaveLength(1);
  });
});
