import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestGateway } from '../gateway/a-gateway.js';
import { aPartnerCli, type PartnerCli } from './a-partner-cli.js';
import { runCommand, runJson } from './run-command.js';

/* A channel's reservation that could not be taken when it came is repeated by an operator, once, and never backwards. */

let cli: PartnerCli;
let it: TestGateway;
beforeAll(async () => {
  cli = await aPartnerCli();
  it = cli.gateway;
});
afterAll(() => cli.close());

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

async function send(requestId: string, { id = 'SC-1', nights = 1, status = 'Commit' } = {}): Promise<string> {
  const total = `<Total AmountAfterTax="${nights * 100}.00" CurrencyCode="EUR"/>`;
  const body = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><w:Security xmlns:w="${WSSE}"><w:UsernameToken>
    <w:Username>ota-1</w:Username><w:Password>${it.keys['ota-1']}</w:Password></w:UsernameToken></w:Security></s:Header><s:Body>
    <OTA_HotelResNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0" EchoToken="${requestId}" ResStatus="${status}">
    <HotelReservations><HotelReservation CreateDateTime="2026-09-01T10:00:00Z"><UniqueID Type="14" ID="${id}"/><RoomStays><RoomStay>
    <RoomTypes><RoomType RoomTypeCode="DBL"/></RoomTypes><RatePlans><RatePlan RatePlanCode="BAR"/></RatePlans>
    <GuestCounts><GuestCount AgeQualifyingCode="10" Count="2"/></GuestCounts><TimeSpan Start="${it.day(3)}" End="${it.day(3 + nights)}"/>
    <Guarantee><GuaranteesAccepted><GuaranteeAccepted><PaymentCard CardCode="VI" CardNumber="4111111111111111" ExpireDate="1230"/></GuaranteeAccepted></GuaranteesAccepted></Guarantee>
    ${total}<BasicPropertyInfo HotelCode="HV01"/></RoomStay></RoomStays><ResGuests><ResGuest ResGuestRPH="1"><Profiles><ProfileInfo><Profile ProfileType="1"><Customer><PersonName><GivenName>A</GivenName><Surname>Canary</Surname></PersonName></Customer></Profile></ProfileInfo></Profiles></ResGuest></ResGuests>
    <ResGlobalInfo>${total}</ResGlobalInfo></HotelReservation></HotelReservations></OTA_HotelResNotifRQ></s:Body></s:Envelope>`;
  const headers = { 'content-type': 'text/xml; charset=utf-8', 'x-request-id': requestId };
  return (await it.call('POST', '/ota/siteconnect', { body, headers })).text();
}

interface Booked {
  readonly booking_id: string;
  readonly check_out_date: string;
  readonly guest_last_name: string | null;
}

const bookings = () =>
  it.db.database.rows<Booked>(
    'SELECT booking_id, check_out_date, guest_last_name FROM bookings ORDER BY booking_id',
  );
const replay = (...args: string[]) => runJson('message replay', args, cli.as('pms-1'));

test('what was refused for want of a room is booked when there is one; it shows so first, and twice is once', async () => {
  await it.db.database.run('UPDATE room_inventory SET pms_rooms = 0, available_rooms = 0');
  expect(await send('r-1')).toContain('Error');
  const refused = await replay('r-1', '--yes');
  expect([refused.exit, refused.document.data['reservations']]).toMatchObject([3, [{ result: 'refused' }]]);
  await it.load(5);

  const shown = await runCommand('message replay', ['r-1', '--dry-run'], cli.as('pms-1'));
  expect(shown.stdout).toMatch(/SC-1\s+create\s+not known here/);
  expect(await bookings()).toEqual([]);
  const done = await replay('r-1', '--yes');
  expect(done.document.data['reservations']).toMatchObject([
    { reference: 'SC-1', does: 'create', result: 'booked' },
  ]);
  const again = await replay('r-1', '--yes');
  expect(again.document.data['reservations']).toMatchObject([{ does: 'nothing', result: 'unchanged' }]);
  // The journal masks guests: none is made up.
  expect(await bookings()).toMatchObject([{ guest_last_name: null, check_out_date: it.day(4) }]);
  const message = await runJson('message list', ['--correlation', 'r-1'], cli.as('pms-1'));
  expect(message.document.data['messages']).toMatchObject([
    { outcome: 'APPLIED', content: 'reservations', rooms: ['DBL'] },
  ]);
});

test('a reservation that was changed since is not turned back unnoticed', async () => {
  await send('r-2', { id: 'SC-2' });
  await send('r-3', { id: 'SC-2', nights: 2, status: 'Modify' });
  const before = await bookings();
  expect(before.at(-1)).toMatchObject({ check_out_date: it.day(5), guest_last_name: 'Canary' });

  const late = await replay('r-2', '--yes');
  expect(late.document.data['reservations']).toMatchObject([
    { does: 'nothing', why: 'a later revision is known' },
  ]);
  // As for the many contracts without revisions: then only the journal knows what was said later.
  await it.db.database.run('UPDATE bookings SET partner_revision = NULL');
  const refused = await replay('r-2', '--yes');
  expect([refused.exit, refused.document.error.code]).toEqual([6, 'CONFLICT']);
  expect(await bookings()).toEqual(before);
  const last = await replay('r-3', '--yes');
  expect(last.document.data['reservations']).toMatchObject([{ does: 'nothing' }]);
  expect(await bookings()).toEqual(before);
});
