import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReadJournal } from '../../src/core/messages/read-journal.js';
import { aGateway, basicAuth, type TestGateway } from './a-gateway.js';

/* A price that nothing is sold at is not dropped with a plain Success: the answer says it, and so does the journal. */

const NAMESPACE = 'xmlns="http://www.opentravel.org/OTA/2003/05"';
const LEFT_OUT = 'Children have no price of their own here';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
  await gateway.load(3);
});
afterAll(() => gateway.close());

const rates = (child: string) =>
  `<OTA_HotelRateAmountNotifRQ ${NAMESPACE} Version="1.0"><RateAmountMessages HotelCode="HV01"><RateAmountMessage><StatusApplicationControl Start="${gateway.day(3)}" End="${gateway.day(4)}" InvTypeCode="DBL" RatePlanCode="BAR"/><Rates><Rate CurrencyCode="EUR"><BaseByGuestAmts><BaseByGuestAmt AgeQualifyingCode="10" NumberOfGuests="2" AmountAfterTax="130.00"/></BaseByGuestAmts><AdditionalGuestAmounts>${child}</AdditionalGuestAmounts></Rate></Rates></RateAmountMessage></RateAmountMessages></OTA_HotelRateAmountNotifRQ>`;
const CHILD = '<AdditionalGuestAmount AgeQualifyingCode="8" Amount="10.00"/>';
const ADULT = '<AdditionalGuestAmount AgeQualifyingCode="10" Amount="25.00"/>';
const soap = (body: string) =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body}</soap:Body></soap:Envelope>`;

async function post(xml: string): Promise<string> {
  const response = await gateway.call('POST', '/pms/ota', {
    as: 'pms-1',
    body: xml,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
  });
  expect(response.status).toBe(200);
  return response.text();
}

async function newestCause(): Promise<string | null | undefined> {
  const journal = createReadJournal({ database: gateway.db.database });
  const [newest] = await journal.list({ limit: 1 });
  return (await journal.show(newest?.message_id ?? '')).cause;
}

describe('a price for children', () => {
  it.each([
    ['plain', (xml: string) => xml],
    ['in SOAP', soap],
  ])('is a warning of type 3 beside Success, %s', async (_how, wrap) => {
    const answer = await post(wrap(rates(CHILD)));

    expect(answer).toMatch(
      /<Success\/><Warnings><Warning Type="3" Code="450"[^>]*Tag="[^"]*RateAmountMessage/,
    );
    expect(answer).toContain(LEFT_OUT);
    expect(await newestCause()).toContain(LEFT_OUT);
  });

  it('is not warned of where it is an adult’s, which is sold', async () => {
    expect(await post(rates(ADULT))).not.toContain('<Warning');
  });

  it('is a warning of type 3 in AlpineBits too, where it belongs to a rate plan', async () => {
    const rate = `<Rate InvTypeCode="DBL" Start="${gateway.day(3)}" End="${gateway.day(4)}"><BaseByGuestAmts><BaseByGuestAmt NumberOfGuests="2" AgeQualifyingCode="10" AmountAfterTax="120.00"/></BaseByGuestAmts><AdditionalGuestAmounts><AdditionalGuestAmount AgeQualifyingCode="8" MinAge="3" MaxAge="12" Amount="20.00"/></AdditionalGuestAmounts></Rate>`;
    const xml = `<OTA_HotelRatePlanNotifRQ ${NAMESPACE} Version="3.000"><RatePlans HotelCode="HV01"><RatePlan RatePlanNotifType="New" CurrencyCode="EUR" RatePlanCode="BAR"><Rates><Rate RateTimeUnit="Day" UnitMultiplier="1"><BaseByGuestAmts><BaseByGuestAmt Type="7"/></BaseByGuestAmts><MealsIncluded MealPlanIndicator="true" MealPlanCodes="1"/></Rate>${rate}</Rates><Description Name="title"><Text TextFormat="PlainText" Language="en">Stay</Text></Description></RatePlan></RatePlans></OTA_HotelRatePlanNotifRQ>`;
    const form = new FormData();
    form.set('action', 'OTA_HotelRatePlanNotif:RatePlans');
    form.set('request', xml);
    const response = await fetch(`${gateway.url}/pms/alpinebits`, {
      method: 'POST',
      body: form,
      headers: {
        authorization: basicAuth('pms-1', gateway.keys['pms-1']),
        'x-alpinebits-clientid': 'test-client',
        'x-alpinebits-clientprotocolversion': '2022-10',
      },
    });
    const answer = await response.text();

    expect(answer).toMatch(/<Success\/><Warnings><Warning Type="3" Code="450">Children have no price/);
    expect(await newestCause()).toContain(LEFT_OUT);
  });
});

describe('a reservation that a PMS uploads', () => {
  it('is no Success where it is refused', async () => {
    const reservation = `<HotelReservation><UniqueID Type="14" ID="UP-1"/><RoomStays><RoomStay><RoomTypes><RoomType RoomTypeCode="NOPE"/></RoomTypes><RatePlans><RatePlan RatePlanCode="BAR"/></RatePlans><GuestCounts><GuestCount AgeQualifyingCode="10" Count="2"/></GuestCounts><TimeSpan Start="${gateway.day(3)}" End="${gateway.day(4)}"/><Total AmountAfterTax="100.00" CurrencyCode="EUR"/><BasicPropertyInfo HotelCode="HV01"/></RoomStay></RoomStays></HotelReservation>`;
    const answer = await post(
      `<OTA_HotelResNotifRQ ${NAMESPACE} Version="1.0" ResStatus="Commit"><HotelReservations>${reservation}</HotelReservations></OTA_HotelResNotifRQ>`,
    );

    expect(answer).toContain('<Errors>');
    expect(answer).not.toContain('<Success');
  });
});

describe('what is no XML', () => {
  const send = (path: string, body: string) =>
    gateway.call('POST', path, { body, headers: { 'content-type': 'text/xml; charset=utf-8' } });

  it.each(['/ota/siteconnect', '/ota/expedia'])(
    'is told as such at %s, though nobody said who it is',
    async (path) => {
      const response = await send(path, 'not xml at all <');
      const answer = await response.text();

      expect(response.status).toBe(500);
      expect(answer).toContain('SOAP-ENV:Client');
      expect(answer).not.toMatch(/Username|[Cc]redentials/);
      expect(answer).toMatch(/XML|element|line 1/);
    },
  );

  it('is about credentials where the message is known and they are missing', async () => {
    const response = await send(
      '/ota/siteconnect',
      soap(`<OTA_PingRQ ${NAMESPACE}><EchoData>a</EchoData></OTA_PingRQ>`),
    );

    expect(await response.text()).toContain('Invalid Username and/or Password');
  });
});
