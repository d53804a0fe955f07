import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PartnerDialect } from '../../src/core/partners/partner.js';
import { aGateway, basicAuth, type CallOptions, type TestGateway } from './a-gateway.js';

const OTA = 'xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0"';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());

const send = (xml: string, options: CallOptions = { as: 'pms-1' }, path = '/pms/ota') =>
  gateway.call('POST', path, {
    ...options,
    body: xml,
    headers: { 'content-type': 'text/xml; charset=utf-8', ...options.headers },
  });

const source = (id: string) => `<POS><Source><RequestorID Type="22" ID="${id}"/></Source></POS>`;
const ping = (pos = '') => `<OTA_PingRQ ${OTA}>${pos}<EchoData>x</EchoData></OTA_PingRQ>`;

const token = (user: string, password: string) =>
  `<wsse:Security xmlns:wsse="${WSSE}"><wsse:UsernameToken><wsse:Username>${user}</wsse:Username><wsse:Password>${password}</wsse:Password></wsse:UsernameToken></wsse:Security>`;
const soap = (body: string, header = '') =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>${header}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;

const minimum = (nights: string) =>
  `<OTA_HotelAvailNotifRQ ${OTA}><AvailStatusMessages HotelCode="HV01"><AvailStatusMessage><StatusApplicationControl Start="${gateway.day(3)}" End="${gateway.day(3)}" InvTypeCode="DBL" RatePlanCode="BAR"/><LengthsOfStay><LengthOfStay MinMaxMessageType="SetMinLOS" Time="${nights}"/></LengthsOfStay></AvailStatusMessage></AvailStatusMessages></OTA_HotelAvailNotifRQ>`;

/** The night of day 3 as GET /api/ari shows it. */
async function night(): Promise<unknown> {
  const day = gateway.day(3);
  const path = `/api/ari?hotel_id=HV01&room_code=DBL&from=${day}&to=${day}`;
  const { nights } = (await (await gateway.call('GET', path, { as: 'pms-1' })).json()) as {
    nights: unknown[];
  };
  return nights[0];
}

const speak = (dialect: PartnerDialect | null) =>
  gateway.app.partners.create({ code: 'pms-1', name: 'pms-1', kind: 'pms', connector: 'ota', dialect });

describe('a partner that speaks a dialect', () => {
  it('is understood in it, whoever says who sends: HTTP or the message', async () => {
    await gateway.load(5);
    await speak({ overrides: { los: 'through' } });
    const byHttp = await (await send(minimum('2'))).text();
    const first = await night();
    await speak({ dialect: 'ota-hoteliers' });
    const byMessage = await (
      await send(soap(minimum('-1'), token('pms-1', gateway.keys['pms-1'])), {})
    ).text();
    const second = await night();
    await speak(null);
    const refused = await (await send(minimum('-1'))).text();

    expect([byHttp, byMessage].every((text) => text.includes('<Success/>'))).toBe(true);
    expect(JSON.stringify(first)).toContain('"min_stay_through":2');
    expect(JSON.stringify(second)).toContain('"closed_to_arrival":true');
    expect(refused).toContain('Code="320"');
  });
});

it('of a night that is set twice the first word counts where the partner says so', async () => {
  const count = (limit: number) =>
    `<AvailStatusMessage BookingLimit="${limit}"><StatusApplicationControl Start="${gateway.day(3)}" End="${gateway.day(3)}" InvTypeCode="DBL"/></AvailStatusMessage>`;
  const twice = `<OTA_HotelAvailNotifRQ ${OTA}><AvailStatusMessages HotelCode="HV01">${count(4)}${count(7)}</AvailStatusMessages></OTA_HotelAvailNotifRQ>`;
  await gateway.load(5);
  await speak({ overrides: { duplicate_dates: 'first' } });
  await send(twice);
  const first = await night();
  await speak(null);
  await send(twice);

  expect(first).toMatchObject({ pms_rooms: 4 });
  expect(await night()).toMatchObject({ pms_rooms: 7 });
});

describe('POST /pms/ota/webservices/{requestor}', () => {
  it('takes the messages of the partner that it names', async () => {
    for (const pos of ['', source('pms-1')]) {
      const response = await send(ping(pos), { as: 'pms-1' }, '/pms/ota/webservices/pms-1');

      expect(await response.text()).toContain('<Success/>');
    }
  });

  it.each([
    ['another RequestorID', 'pms-1', source('PMS-1')],
    ['another partner’s address', 'pms-2', ''],
    ['another partner’s address and code', 'pms-2', source('pms-2')],
  ])('refuses %s as an error of the message', async (_what, requestor, pos) => {
    const response = await send(ping(pos), { as: 'pms-1' }, `/pms/ota/webservices/${requestor}`);
    const text = await response.text();

    expect(response.status).toBe(200);
    expect(text).toMatch(/<OTA_PingRS[\s\S]*<Error Type="6" Code="497"/);
    expect(text).not.toContain('<Success');
  });
});

describe('what is not taken', () => {
  it('a SOAP message of more than 2 MB, before anyone asks who sent it', async () => {
    const padding = `<!--${'x'.repeat(60_000)}--><POS/>`.repeat(34);
    for (const options of [{ as: 'pms-1' as const }, {}]) {
      const response = await send(soap(`<OTA_PingRQ>${padding}<EchoData>x</EchoData></OTA_PingRQ>`), options);

      expect(response.status).toBe(500);
      expect(await response.text()).toContain(
        '<faultcode>SOAP-ENV:Server</faultcode><faultstring>Unable to process message. Payload too large</faultstring>',
      );
    }
    const plain = await send(`<OTA_PingRQ>${padding}<EchoData>x</EchoData></OTA_PingRQ>`);
    expect(await plain.text()).toContain('<Success/>');
  });

  it('reservations that a PMS uploads, and answers to nothing', async () => {
    const upload = `<OTA_HotelResNotifRQ ${OTA}><HotelReservations><HotelReservation ResStatus="Cancel"><UniqueID Type="14" ID="1"/></HotelReservation></HotelReservations></OTA_HotelResNotifRQ>`;
    const uploaded = await send(upload);
    const answer = await send(`<OTA_PingRS ${OTA}><Success/></OTA_PingRS>`);

    expect(uploaded.status).toBe(200);
    expect(await uploaded.text()).toMatch(/<OTA_HotelResNotifRS[\s\S]*Code="450"[\s\S]*not taken/);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/<OTA_ErrorRS[\s\S]*<Errors>/);
  });

  it('a report that accepts and refuses at once', async () => {
    const report = `<OTA_NotifReportRQ ${OTA}><Success/><Errors><Error Type="3">no</Error></Errors><NotifDetails><HotelNotifReport><HotelReservations><HotelReservation><UniqueID Type="16" ID="1"/></HotelReservation></HotelReservations></HotelNotifReport></NotifDetails></OTA_NotifReportRQ>`;

    expect(await (await send(report)).text()).toContain('Success and Errors in one report');
  });
});

it('booking rules are applied like restrictions', async () => {
  const rules = `<OTA_HotelBookingRuleNotifRQ ${OTA}><RuleMessages HotelCode="HV01"><RuleMessage><StatusApplicationControl InvCode="DBL" RatePlanCode="BAR"/><BookingRules><BookingRule Start="${gateway.day(3)}" End="${gateway.day(3)}"><LengthsOfStay><LengthOfStay MinMaxMessageType="SetMaxLOS" Time="9"/></LengthsOfStay></BookingRule></BookingRules></RuleMessage></RuleMessages></OTA_HotelBookingRuleNotifRQ>`;
  const text = await (await send(rules)).text();

  expect(text).toMatch(/<OTA_HotelBookingRuleNotifRS[\s\S]*<Success\/>/);
  expect(JSON.stringify(await night())).toContain('"max_stay_arrival":9');
});

describe('GET room-rates', () => {
  const ask = (pms: string, hotel: string, options: CallOptions) =>
    gateway.call('GET', `/pms/ota/core-api/pmses/${pms}/hotels/${hotel}/room-rates`, options);

  it('lists what is mapped, to HTTP Basic', async () => {
    const authorization = basicAuth('pms-1', gateway.keys['pms-1']);
    const response = await ask('pms-1', 'HV01', { headers: { authorization } });
    const list = (await response.json()) as Record<string, unknown>[];

    expect(response.status).toBe(200);
    expect(list).toContainEqual(
      expect.objectContaining({ roomTypeCode: 'DBL', ratePlanCode: 'BAR', includedAdultOccupancy: null }),
    );
    expect(Object.keys(list[0] ?? {}).sort()).toEqual([
      'includedAdultOccupancy',
      'ratePlanCode',
      'ratePlanName',
      'roomTypeCode',
      'roomTypeName',
    ]);
  });

  it.each([
    ['another partner’s hotel', 'pms-1', 'HV02', { as: 'pms-1' }, 404],
    ['another partner’s list', 'pms-2', 'HV02', { as: 'pms-1' }, 404],
    ['a channel', 'ota-1', 'HV01', { as: 'ota-1' }, 403],
    ['nobody', 'pms-1', 'HV01', {}, 401],
  ] as const)('refuses %s', async (_what, pms, hotel, options, status) => {
    expect((await ask(pms, hotel, options)).status).toBe(status);
  });
});
