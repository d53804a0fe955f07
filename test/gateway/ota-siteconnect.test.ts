import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { prepareScene } from '../../src/cli/certify/prepare-scene.js';
import { runCases } from '../../src/cli/certify/run-cases.js';
import { aGateway, type TestGateway } from './a-gateway.js';

const OTA = 'xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0" EchoToken="e-1"';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const CARD = '4111111111111111';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());
beforeEach(() => gateway.load(3));

const soap = (message: string, password = gateway.keys['ota-1']) =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header><wsse:Security xmlns:wsse="${WSSE}" soap:mustUnderstand="1"><wsse:UsernameToken><wsse:Username>ota-1</wsse:Username><wsse:Password>${password}</wsse:Password></wsse:UsernameToken></wsse:Security></soap:Header><soap:Body>${message}</soap:Body></soap:Envelope>`;

interface Booking {
  readonly id: string;
  readonly status?: string;
  readonly stay?: readonly [number, number];
  readonly hotel?: string;
  readonly room?: string;
  readonly rate?: string;
  readonly rooms?: number;
  readonly guests?: string;
  readonly modified?: string;
}

function roomStay({ stay = [3, 5], hotel = 'HV01', room = 'DBL', rate = 'BAR', guests }: Booking): string {
  const [start, end] = stay.map(gateway.day);
  const total = (stay[1] - stay[0]) * 100;
  return `<RoomStay><RoomTypes><RoomType RoomTypeCode="${room}"/></RoomTypes><RatePlans><RatePlan RatePlanCode="${rate}"/></RatePlans>
    <GuestCounts>${guests ?? '<GuestCount AgeQualifyingCode="10" Count="2"/>'}</GuestCounts><TimeSpan Start="${start}" End="${end}"/>
    <Guarantee><GuaranteesAccepted><GuaranteeAccepted><PaymentCard CardCode="VI" CardNumber="${CARD}" ExpireDate="1230"/></GuaranteeAccepted></GuaranteesAccepted></Guarantee>
    <Total AmountAfterTax="${total}.00" CurrencyCode="EUR"/><BasicPropertyInfo HotelCode="${hotel}"/></RoomStay>`;
}

function resNotif(booking: Booking): string {
  const { id, status = 'Commit', stay = [3, 5], rooms = 1, modified } = booking;
  const total = (stay[1] - stay[0]) * 100 * rooms;
  return `<OTA_HotelResNotifRQ ${OTA} ResStatus="${status}"><HotelReservations><HotelReservation CreateDateTime="2026-09-01T10:00:00Z"${modified === undefined ? '' : ` LastModifyDateTime="${modified}"`}><UniqueID Type="14" ID="${id}"/>
    <RoomStays>${Array.from({ length: rooms }, () => roomStay(booking)).join('')}</RoomStays>
    <ResGuests><ResGuest ResGuestRPH="1"><Profiles><ProfileInfo><Profile ProfileType="1"><Customer><PersonName><GivenName>Ana</GivenName><Surname>Silva</Surname></PersonName></Customer></Profile></ProfileInfo></Profiles></ResGuest></ResGuests>
    <ResGlobalInfo><Total AmountAfterTax="${total}.00" CurrencyCode="EUR"/></ResGlobalInfo></HotelReservation></HotelReservations></OTA_HotelResNotifRQ>`;
}

async function send(message: string, password?: string): Promise<{ status: number; text: string }> {
  const response = await gateway.call('POST', '/ota/siteconnect', {
    as: null,
    body: soap(message, password),
    headers: { 'content-type': 'text/xml; charset=utf-8' },
  });
  return { status: response.status, text: await response.text() };
}

const numberIn = (text: string) => /ResID_Type="14" ResID_Value="(\d+)"/.exec(text)?.[1];

async function availableOn(offset: number): Promise<number | undefined> {
  const day = gateway.day(offset);
  const response = await gateway.call('GET', `/api/ari?hotel_id=HV01&room_code=DBL&from=${day}&to=${day}`, {
    as: 'pms-1',
  });
  const { nights } = (await response.json()) as { nights: { available_rooms: number }[] };
  return nights[0]?.available_rooms;
}

async function believe(policy: 'refuse' | 'accept_oversold'): Promise<void> {
  await gateway.db.database.run("UPDATE partners SET oversell_policy = ? WHERE code = 'ota-1'", [policy]);
}

describe('POST /ota/siteconnect, reservations', () => {
  it('books, changes and cancels; each delivery of it is answered with the same number', async () => {
    const before = (await availableOn(4)) ?? 0;
    const booked = await send(resNotif({ id: 'SC-1' }));
    const again = await send(resNotif({ id: 'SC-1' }));
    expect(await availableOn(4)).toBe(before - 1);

    const change = { id: 'SC-1', status: 'Modify', stay: [4, 7], modified: '2026-09-02T10:00:00Z' } as const;
    const changed = await send(resNotif(change));
    expect(await availableOn(3)).toBe(before);
    expect(await availableOn(6)).toBe(before - 1);

    const cancelled = await send(
      resNotif({ id: 'SC-1', status: 'Cancel', stay: [4, 7], modified: '2026-09-03T10:00:00Z' }),
    );
    expect(await availableOn(6)).toBe(before);

    const number = numberIn(booked.text);
    expect(number).toBeDefined();
    for (const { status, text } of [booked, again, changed, cancelled]) {
      expect(status).toBe(200);
      expect(text).toMatch(/<OTA_HotelResNotifRS [^>]*EchoToken="e-1"><Success\/>/);
      expect(numberIn(text)).toBe(number);
    }
  });

  it('takes two rooms of one reservation, and lets no card number into the log', async () => {
    const before = (await availableOn(20)) ?? 0;

    const { text } = await send(resNotif({ id: 'SC-2', stay: [20, 21], rooms: 2 }));

    expect(text).toContain('<Success/>');
    expect(await availableOn(20)).toBe(before - 2);
    expect(gateway.logged()).not.toContain(CARD);
  });

  it.each([
    [
      'a wrong password',
      { id: 'SC-3' },
      '<Error Type="4" Code="448">Invalid Username and/or Password</Error>',
      'bh_test_no',
    ],
    [
      'an unknown hotel',
      { id: 'SC-3', hotel: 'NOPE' },
      '<Error Type="6" Code="392">Hotel not found for HotelCode=NOPE</Error>',
    ],
    ['a hotel of another channel', { id: 'SC-3', hotel: 'HV02' }, 'Hotel not found for HotelCode=HV02'],
    [
      'an unknown room',
      { id: 'SC-3', room: 'NOPE' },
      'Code="402">Room type code not found for this hotel</Error>',
    ],
    [
      'an unknown rate',
      { id: 'SC-3', rate: 'NOPE' },
      'Code="249">Rate code not found for this hotel</Error>',
    ],
    [
      'no adult',
      { id: 'SC-3', guests: '<GuestCount AgeQualifyingCode="8" Count="1" Age="5"/>' },
      'Code="397">Invalid number of adults</Error>',
    ],
    ['an unknown word', { id: 'SC-3', status: 'Perhaps' }, 'send Commit, Modify or Cancel'],
  ])(
    'answers %s with HTTP 200 and the words of the contract',
    async (_what, booking, expected, password?: string) => {
      const { status, text } = await send(resNotif(booking), password);

      expect(status).toBe(200);
      expect(text).toContain('<OTA_HotelResNotifRS');
      expect(text).toContain(expected);
      expect(text).not.toContain('<Success');
    },
  );

  it('refuses what is sold out, or believes it, as the partner is set up', async () => {
    const sold = { id: 'SC-4', stay: [30, 31], rooms: 4 } as const;
    const refused = await send(resNotif(sold));
    expect(refused.status).toBe(200);
    expect(refused.text).toMatch(/<Error Type="3" Code="450">/);
    expect(await availableOn(30)).toBe(3);

    await believe('accept_oversold');
    const accepted = await send(resNotif(sold));
    await believe('refuse');

    expect(accepted.text).toContain('<Success/>');
    expect(numberIn(accepted.text)).toBeDefined();
    expect(await availableOn(30)).toBe(0);
  });

  it('answers what is no message with a SOAP fault', async () => {
    const { status, text } = await send('<OTA_HotelResNotifRQ');

    expect(text).toMatch(/Fault|Errors/);
    expect([200, 500]).toContain(status);
  });
});

describe('POST /ota/siteconnect, other messages', () => {
  it('lists each room under each of its rate plans', async () => {
    const { text } = await send(
      `<OTA_HotelAvailRQ ${OTA} AvailRatesOnly="true"><AvailRequestSegments><AvailRequestSegment AvailReqType="Room"><HotelSearchCriteria><Criterion><HotelRef HotelCode="HV01"/></Criterion></HotelSearchCriteria></AvailRequestSegment></AvailRequestSegments></OTA_HotelAvailRQ>`,
    );

    expect(text).toMatch(/<OTA_HotelAvailRS[^>]*><Success\/><RoomStays><RoomStay>/);
    expect(text).toMatch(/RoomTypeCode="DBL"><RoomDescription Name="Double"\/>/);
    expect(text).toMatch(/RatePlanCode="BAR"><RatePlanDescription Name="Best available"\/>/);
    expect(text.match(/<RoomStay>/g)).toHaveLength(2);
  });

  it('answers the list of a hotel that is not its own with the words of the contract', async () => {
    const { status, text } = await send(
      `<OTA_HotelAvailRQ ${OTA}><AvailRequestSegments><AvailRequestSegment><HotelSearchCriteria><Criterion><HotelRef HotelCode="HV02"/></Criterion></HotelSearchCriteria></AvailRequestSegment></AvailRequestSegments></OTA_HotelAvailRQ>`,
    );

    expect(status).toBe(200);
    expect(text).toContain('<Error Type="6" Code="392">Hotel not found for HotelCode=HV02</Error>');
  });

  it('answers a ping', async () => {
    const { text } = await send(`<OTA_PingRQ ${OTA}><EchoData>hello</EchoData></OTA_PingRQ>`);

    expect(text).toContain('<Success/><EchoData>hello</EchoData>');
  });
});

it('passes its own certification, the table of errors included', async () => {
  const connector = gateway.app.connectors.get('siteconnect');
  if (connector === undefined) throw new Error('no connector');
  const scene = await prepareScene(gateway.app, connector, gateway.url);
  const cases = (connector.certification ?? []).map((one, place) => ({ place, one }));

  const results = await runCases(scene, cases, { timeoutSeconds: 20, done: () => undefined });

  const failed = results.filter(({ passed }) => !passed);
  expect(failed.map(({ id, steps }) => [id, steps.at(-1)?.failures, steps.at(-1)?.answer])).toEqual([]);
  expect(results.length).toBeGreaterThan(10);
}, 60_000);
