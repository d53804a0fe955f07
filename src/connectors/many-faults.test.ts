import { describe, expect, test } from 'vitest';
import { connectors } from './index.js';

const MANY = 30;
const times = (one: (i: number) => string, count = MANY) =>
  Array.from({ length: count }, (_, i) => one(i)).join('');

async function decode(id: string, xml: string) {
  const connector = connectors.find((one) => one.id === id);
  if (connector === undefined) throw new Error(`there is no connector ${id}`);
  return connector.decode(Buffer.from(xml), { charset: null });
}

const stay = (start: string) =>
  `<HotelReservation><UniqueID Type="14" ID="R"/><RoomStays><RoomStay><RoomTypes><RoomType RoomTypeCode="A"/></RoomTypes>
   <TimeSpan Start="${start}" End="2028-03-02"/><BasicPropertyInfo HotelCode="H"/></RoomStay></RoomStays></HotelReservation>`;

describe('more faults than are told, found once the message is read, refuse it like any other', () => {
  test.each([
    [
      'siteconnect',
      `<OTA_HotelResNotifRQ ResStatus="Commit"><HotelReservations>${times(() => stay('2028-02-31'))}</HotelReservations></OTA_HotelResNotifRQ>`,
    ],
    [
      'ota',
      `<OTA_NotifReportRQ><Success/><NotifDetails><HotelNotifReport><HotelReservations>${times(
        () => '<HotelReservation/>',
      )}</HotelReservations></HotelNotifReport></NotifDetails></OTA_NotifReportRQ>`,
    ],
    [
      'alpinebits',
      `<OTA_HotelInvCountNotifRQ Version="4"><UniqueID Type="16" ID="1" Instance="CompleteSet"/><Inventories HotelCode="H">${times(
        () =>
          '<Inventory><StatusApplicationControl Start="2028-03-01" End="2028-03-31" InvTypeCode="DZ"/><InvCounts><InvCount CountType="2" Count="1"/></InvCounts></Inventory>',
      )}</Inventories></OTA_HotelInvCountNotifRQ>`,
    ],
  ])('%s', async (id, xml) => {
    const { content, faults } = await decode(id, xml);

    expect(content).toBeNull();
    expect(faults).toHaveLength(21);
    expect(faults.at(-1)?.message).toMatch(/mend these first/);
  });
});

test('services that every room claims are looked at once, not each against each', async () => {
  const services = times((i) => `<Service ServiceRPH="${i}" Quantity="${(i % 9) + 1}"/>`, 2_900);
  const claims = times((i) => `<ServiceRPH RPH="${i}"/>`, 2_900);
  const reservation = (i: number) =>
    `<HotelReservation><UniqueID Type="14" ID="R${i}"/><RoomStays><RoomStay><RoomTypes><RoomType RoomTypeCode="A"/></RoomTypes>
     <TimeSpan Start="2028-03-01" End="2028-03-02"/><BasicPropertyInfo HotelCode="H"/><ServiceRPHs>${claims}</ServiceRPHs></RoomStay></RoomStays>
     <Services>${services}</Services></HotelReservation>`;
  const before = process.cpuUsage();

  const { content } = await decode(
    'siteconnect',
    `<OTA_HotelResNotifRQ ResStatus="Commit"><HotelReservations>${times(reservation, 8)}</HotelReservations></OTA_HotelResNotifRQ>`,
  );

  const { user } = process.cpuUsage(before);
  process.stdout.write(`8 reservations with 2,900 services each: ${Math.round(user / 1_000)} ms of CPU\n`);
  expect(content?.kind === 'reservations' ? content.reservations[0]?.rooms[0]?.extras : []).toHaveLength(
    2_900,
  );
  expect(content?.kind === 'reservations' ? content.reservations[0]?.extras : null).toEqual([]);
}, 20_000);
