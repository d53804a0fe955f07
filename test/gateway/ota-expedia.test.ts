import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aGateway, type TestGateway } from './a-gateway.js';

const OTA =
  'xmlns="http://www.opentravel.org/OTA/2003/05" Version="2.000" Target="Production" PrimaryLangID="en-us"';
const CARD = '4111111111111111';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());
beforeEach(() => gateway.load(3));

const soap = (message: string, password = gateway.keys['ota-1']) =>
  `<soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"><soap-env:Header><Interface xmlns="http://www.newtrade.com/expedia/R14/header" Name="ExpediaDirectConnect" Version="4.0"><PayloadInfo RequestId="r-77" RequestorId="Expedia.com" ResponderId="Bellhop" ExpirationDateTime="2026-09-01T12:30:00+00:00" Location="Body"><CommDescriptor SourceId="ExpediaDC" DestinationId="Bellhop" RetryIndicator="false"><Authentication Username="ota-1" Password="${password}"/></CommDescriptor><PayloadDescriptor Name="OTA_HotelResNotifRQ" Version="2003A"><PayloadReference SupplierHotelCode="HV01"/></PayloadDescriptor></PayloadInfo></Interface></soap-env:Header><soap-env:Body>${message}</soap-env:Body></soap-env:Envelope>`;

interface Booking {
  readonly id: string;
  readonly modify?: boolean;
  readonly stay?: readonly [number, number];
  readonly hotel?: string;
  readonly room?: string;
  readonly rate?: string;
  readonly surname?: string;
  readonly created?: string;
  readonly nightly?: string;
}

function nights({ stay = [3, 5], room = 'DBL', rate = 'BAR', nightly = '100.00' }: Booking): string {
  return Array.from({ length: stay[1] - stay[0] }, (_, index) => {
    const dates = `EffectiveDate="${gateway.day(stay[0] + index)}" ExpireDate="${gateway.day(stay[0] + index + 1)}"`;
    return `<RoomRate ${dates} RoomTypeCode="${room}" NumberOfUnits="1" RatePlanCode="${rate}"><Rates><Rate ${dates} RateTimeUnit="Day" UnitMultiplier="1"><Base AmountBeforeTax="${nightly}" CurrencyCode="EUR"/></Rate></Rates></RoomRate>`;
  }).join('');
}

function notification(booking: Booking): string {
  const {
    id,
    modify = false,
    stay = [3, 5],
    hotel = 'HV01',
    room = 'DBL',
    rate = 'BAR',
    surname = 'Silva',
  } = booking;
  const [message, list, item] = modify
    ? ['OTA_HotelResModifyNotifRQ', 'HotelResModifies', 'HotelResModify']
    : ['OTA_HotelResNotifRQ', 'HotelReservations', 'HotelReservation'];
  const total = (stay[1] - stay[0]) * Number(booking.nightly ?? '100.00');
  return `<${message} ${OTA} EchoToken="e-77" ResStatus="Commit"><${list}><${item} CreateDateTime="${booking.created ?? '2026-09-01T10:00:00+00:00'}"><UniqueID Type="14" ID="${id}"/><RoomStays><RoomStay>
    <RoomTypes><RoomType RoomTypeCode="${room}" IsRoom="true"/></RoomTypes><RatePlans><RatePlan RatePlanCode="${rate}"/></RatePlans><RoomRates>${nights(booking)}</RoomRates>
    <GuestCounts IsPerRoom="true"><GuestCount AgeQualifyingCode="10" Count="2"/></GuestCounts><TimeSpan Start="${gateway.day(stay[0])}" End="${gateway.day(stay[1])}"/>
    <Guarantee><GuaranteesAccepted><GuaranteeAccepted><PaymentCard CardType="1" CardCode="VI" CardNumber="${CARD}" ExpireDate="1230" SeriesCode="123"/></GuaranteeAccepted></GuaranteesAccepted></Guarantee>
    <Total AmountAfterTax="${total}.00" CurrencyCode="EUR"/><BasicPropertyInfo HotelCode="${hotel}"/></RoomStay></RoomStays>
    <ResGuests><ResGuest ResGuestRPH="1"><Profiles><ProfileInfo><Profile ProfileType="1"><Customer><PersonName><GivenName>Ana</GivenName><Surname>${surname}</Surname></PersonName></Customer></Profile></ProfileInfo></Profiles></ResGuest></ResGuests>
    <ResGlobalInfo><HotelReservationIDs><HotelReservationID ResID_Type="8" ResID_Value="${id}" ResID_Source="Expedia"/></HotelReservationIDs></ResGlobalInfo></${item}></${list}></${message}>`;
}

const cancel = (id: string) =>
  `<OTA_CancelRQ ${OTA} EchoToken="e-77" TimeStamp="2026-09-03T10:00:00+00:00" CancelType="Commit"><UniqueID Type="14" ID="${id}"/><Verification><Vendor Code="3" CodeContext="HotelCode">HV01</Vendor></Verification></OTA_CancelRQ>`;

async function send(message: string, password?: string): Promise<{ status: number; text: string }> {
  const response = await gateway.call('POST', '/ota/expedia', {
    as: null,
    body: soap(message, password),
    headers: { 'content-type': 'text/xml; charset=utf-8' },
  });
  return { status: response.status, text: await response.text() };
}

const numberIn = (text: string) => /ResID_Type="3" ResID_Value="(\d+)"/.exec(text)?.[1];

async function availableOn(offset: number): Promise<number | undefined> {
  const day = gateway.day(offset);
  const response = await gateway.call('GET', `/api/ari?hotel_id=HV01&room_code=DBL&from=${day}&to=${day}`, {
    as: 'pms-1',
  });
  const { nights: found } = (await response.json()) as { nights: { available_rooms: number }[] };
  return found[0]?.available_rooms;
}

async function believe(policy: 'refuse' | 'accept_oversold'): Promise<void> {
  await gateway.db.database.run("UPDATE partners SET oversell_policy = ? WHERE code = 'ota-1'", [policy]);
}

describe('POST /ota/expedia', () => {
  it('books, overlays and cancels; a re-delivery is answered with the number already given', async () => {
    const before = (await availableOn(4)) ?? 0;
    const booked = await send(notification({ id: '13357395' }));
    const again = await send(notification({ id: '13357395' }));
    const number = numberIn(booked.text);

    expect(booked.status).toBe(200);
    expect(booked.text).toMatch(
      /<OTA_HotelResNotifRS [^>]*ResResponseType="Committed"[^>]*EchoToken="e-77"[^>]*><Success\/>/,
    );
    expect(booked.text).toMatch(
      /<PayloadInfo RequestId="r-77" RequestorId="Expedia.com" ResponderId="Bellhop"/,
    );
    expect(booked.text).toContain('<CommDescriptor SourceId="Bellhop" DestinationId="ExpediaDC"');
    expect(booked.text).toContain('ResID_Type="8" ResID_Value="13357395"');
    expect(number).toBeDefined();
    expect(numberIn(again.text)).toBe(number);
    expect(await availableOn(4)).toBe(before - 1);

    const change = {
      id: '13357395',
      modify: true,
      stay: [4, 6],
      created: '2026-09-02T10:00:00+00:00',
    } as const;
    const changed = await send(notification(change));
    expect(changed.text).toMatch(
      /<OTA_HotelResModifyNotifRS [^>]*ResResponseType="Modified"[\s\S]*<HotelResModify>/,
    );
    expect(numberIn(changed.text)).toBe(number);
    expect(await availableOn(3)).toBe(before);
    expect(await availableOn(5)).toBe(before - 1);

    for (const { text } of [await send(cancel('13357395')), await send(cancel('13357395'))]) {
      expect(text).toMatch(
        /<OTA_CancelRS [^>]*Status="Cancelled"[^>]*><Success\/><UniqueID Type="14" ID="13357395">/,
      );
      expect(text).toContain(`<CancelInfoRS><UniqueID Type="10" ID="${number ?? ''}">`);
    }
    expect(await availableOn(5)).toBe(before);
    expect(gateway.logged()).not.toContain(CARD);
  });

  it.each([
    ['an unknown hotel', { id: '2', hotel: 'NOPE' }, '3202'],
    ['an unknown room', { id: '2', room: 'NOPE' }, '3203'],
    ['an unknown rate plan', { id: '2', rate: 'NOPE' }, '3204'],
    ['a guest without name', { id: '2', surname: '' }, '3205'],
    ['a stay that ends before it begins', { id: '2', stay: [5, 4] as const }, '3206'],
  ])('refuses %s by its own number', async (_what, booking, code) => {
    const message = notification(booking).replace(code === '3205' ? '<GivenName>Ana</GivenName>' : '', '');
    const { status, text } = await send(message);

    expect(status).toBe(200);
    expect(text).toMatch(new RegExp(`<Error Language="en-us" Type="3" Code="450" ShortText="${code}">`));
    expect(text).not.toContain('<Success');
  });

  it('refuses to cancel what it has never seen: the original is missing', async () => {
    const { text } = await send(cancel('999'));

    expect(text).toMatch(/<OTA_CancelRS [^>]*Status="Ignored"[\s\S]*ShortText="3201"/);
  });

  it.each(['refuse', 'accept_oversold'] as const)(
    'takes what is sold out and what costs otherwise, under the policy %s',
    async (policy) => {
      await believe(policy);
      const night = policy === 'refuse' ? 40 : 45;
      const answers = [];
      for (const id of ['a', 'b', 'c', 'd']) {
        const stay = [night, night + 1] as const;
        answers.push(await send(notification({ id: `${policy}-${id}`, stay, nightly: '90.00' })));
      }
      await believe('refuse');

      for (const { status, text } of answers) {
        expect(status).toBe(200);
        expect(text).toContain('<Success/>');
        expect(numberIn(text)).toBeDefined();
      }
      expect(await availableOn(night)).toBe(0);
    },
  );

  it('answers wrong credentials and what cannot be read with a SOAP fault, never with an error', async () => {
    const stranger = await send(notification({ id: '3' }), 'bh_test_wrong');
    const broken = await send('<OTA_HotelResNotifRQ');

    expect(stranger.status).toBe(500);
    expect(stranger.text).toMatch(/<faultcode>SOAP-ENV:Client\.1001<\/faultcode>/);
    expect(stranger.text).toContain('RequestId="r-77"');
    expect(broken.status).toBe(500);
    expect(broken.text).toMatch(/<faultcode>SOAP-ENV:Client\./);
    expect(stranger.text + broken.text).not.toContain('<Errors');
  });

  it('answers a ping', async () => {
    const { text } = await send(`<OTA_PingRQ ${OTA}><EchoData>DCMonitor01</EchoData></OTA_PingRQ>`);

    expect(text).toContain('<Success/><EchoData>DCMonitor01</EchoData>');
  });
});
