import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aGateway, basicAuth, type CallOptions, type TestGateway } from './a-gateway.js';
import { problemOf, talk } from './serve.js';

const OTA = 'xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0"';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());

const ping = `<OTA_PingRQ ${OTA} EchoToken="e-1"><EchoData>hello</EchoData></OTA_PingRQ>`;

const avail = (hotel: string, status: string, echo = 'e-2') =>
  `<OTA_HotelAvailNotifRQ ${OTA} EchoToken="${echo}"><AvailStatusMessages HotelCode="${hotel}">${status}</AvailStatusMessages></OTA_HotelAvailNotifRQ>`;

const status = (room: string, limit: number, nights = 30) =>
  `<AvailStatusMessage BookingLimit="${limit}"><StatusApplicationControl Start="${gateway.day(1)}" End="${gateway.day(nights)}" InvTypeCode="${room}"/></AvailStatusMessage>`;

const soap = (body: string, security = '') =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>${security}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;

const token = (user: string, password: string) =>
  `<wsse:Security xmlns:wsse="${WSSE}" soap:mustUnderstand="1"><wsse:UsernameToken><wsse:Username>${user}</wsse:Username><wsse:Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText">${password}</wsse:Password></wsse:UsernameToken></wsse:Security>`;

const send = (xml: string | Buffer, options: CallOptions = { as: 'pms-1' }) =>
  gateway.call('POST', '/pms/ota', {
    ...options,
    body: xml,
    headers: { 'content-type': 'text/xml; charset=utf-8', ...options.headers },
  });

describe('POST /pms/ota', () => {
  it('answers a ping with its echo', async () => {
    const response = await send(ping);
    const text = await response.text();

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/xml/);
    expect(text).toContain('<OTA_PingRS');
    expect(text).toContain('EchoToken="e-1"');
    expect(text).toContain('hello');
  });

  it('applies availability before it answers Success', async () => {
    const response = await send(avail('HV01', status('DBL', 7)));
    const read = await gateway.call(
      'GET',
      `/api/ari?hotel_id=HV01&room_code=DBL&from=${gateway.day(1)}&to=${gateway.day(1)}`,
      { as: 'pms-1' },
    );

    expect(await response.text()).toMatch(/<OTA_HotelAvailNotifRS[^>]*EchoToken="e-2"[\s\S]*<Success/);
    expect(await read.json()).toMatchObject({ nights: [{ available_rooms: 7, pms_rooms: 7 }] });
  });

  it('takes gzip and SOAP with HTTP Basic, and answers in SOAP', async () => {
    const response = await send(gzipSync(soap(avail('HV01', status('SGL', 2)))), {
      headers: { 'content-encoding': 'gzip', authorization: basicAuth('pms-1', gateway.keys['pms-1']) },
    });

    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/Envelope[\s\S]*<OTA_HotelAvailNotifRS[\s\S]*<Success/);
  });

  it('takes a WS-Security UsernameToken', async () => {
    const response = await send(soap(ping, token('pms-1', gateway.keys['pms-1'])), {});

    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<Success');
  });

  it.each([
    ['a wrong password', () => token('pms-1', 'bh_test_wrong')],
    ['another partner', () => token('pms-2', gateway.keys['pms-1'])],
    ['an OTA', () => token('ota-1', gateway.keys['ota-1'])],
  ])('answers a UsernameToken with %s in its own grammar, and applies nothing', async (_what, security) => {
    const response = await send(soap(avail('HV01', status('DBL', 99)), security()), {});
    const text = await response.text();

    expect(response.status).toBe(200);
    expect(text).toMatch(/<OTA_HotelAvailNotifRS[\s\S]*<Error Type="[46]"/);
    expect(text).not.toContain('<Success');
  });

  it.each([
    ['no credentials', {}, 401],
    ['a wrong key', { headers: { authorization: basicAuth('pms-1', 'bh_test_wrong') } }, 401],
    ['an OTA key', { as: 'ota-1' as const }, 403],
    ['an operator key', { as: 'operator-1' as const }, 403],
  ])('refuses %s by HTTP status and in its own grammar', async (_what, options, expected) => {
    const response = await send(avail('HV01', status('DBL', 99)), options);
    const text = await response.text();

    expect(response.status).toBe(expected);
    expect(response.headers.get('www-authenticate') !== null).toBe(expected === 401);
    expect(text).toMatch(/<OTA_HotelAvailNotifRS[^>]*EchoToken="e-2"[\s\S]*<Errors>/);
  });

  it.each([
    ['an unknown hotel', () => avail('NOPE', status('DBL', 1)), '392', 'NOPE'],
    ['a hotel of another partner', () => avail('HV02', status('DBL', 1)), '392', 'HV02'],
    ['an unknown room', () => avail('HV01', status('NOPE', 1)), '402', 'NOPE'],
    [
      'a relative count',
      () =>
        avail(
          'HV01',
          status('DBL', 1).replace('BookingLimit', 'BookingLimitMessageType="AdjustLimit" BookingLimit'),
        ),
      '450',
      'SetLimit',
    ],
  ])('answers %s with HTTP 200 and an Error that names it', async (_what, xml, code, words) => {
    const response = await send(xml());
    const text = await response.text();

    expect(response.status).toBe(200);
    expect(text).toContain(`Code="${code}"`);
    expect(text).toContain(words);
    expect(text).not.toContain('<Success');
  });

  it('parks a push that would empty the hotel', async () => {
    await send(avail('HV01', status('DBL', 5, 60)));
    const response = await send(avail('HV01', status('DBL', 0, 60) + status('SGL', 0, 60)), {
      as: 'pms-1',
      headers: { 'x-request-id': 'parked-1' },
    });

    expect(await response.text()).toMatch(/<Errors>[\s\S]*parked/i);
    expect(gateway.logged()).toContain('"outcome":"PARKED"');
  });

  it('refuses what is not well-formed, cut off, or declares a document type', async () => {
    for (const xml of [
      '<OTA_PingRQ',
      ping.slice(0, -20),
      `<!DOCTYPE x [<!ENTITY y "z">]>${ping}`,
      'no xml',
      '',
    ]) {
      const response = await send(xml);
      expect([200, 400]).toContain(response.status);
      expect(await response.text()).not.toContain('<Success');
    }
  });

  it('answers 11 MB with 413 in the grammar of the message', async () => {
    const big = avail('HV01', `${status('DBL', 1)}<!--${'x'.repeat(11_000_000)}-->`);
    const plain = await send(big);
    const inSoap = await send(soap(big));

    expect(plain.status).toBe(413);
    expect(await plain.text()).toMatch(/<OTA_HotelAvailNotifRS[^>]*EchoToken="e-2"[\s\S]*<Errors>/);
    expect(inSoap.status).toBe(413);
    expect(await inSoap.text()).toContain('Envelope');
  });

  it.each(['application/json', 'text/plain', 'application/soap+xml'])(
    'refuses Content-Type %s',
    async (type) => {
      const response = await send(ping, { as: 'pms-1', headers: { 'content-type': type } });

      expect(response.status).toBe(415);
      expect((await problemOf(response)).detail).toContain('text/xml or application/xml');
    },
  );

  it('applies nothing of a body that breaks off with its connection', async () => {
    const xml = avail('HV01', status('DBL', 77));
    const head = `POST /pms/ota HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.keys['pms-1']}\r\nContent-Type: text/xml\r\nContent-Length: ${xml.length}\r\n\r\n`;
    const answer = await talk(gateway.port, head + xml.slice(0, -10), { end: true });
    const read = await gateway.call(
      'GET',
      `/api/ari?hotel_id=HV01&room_code=DBL&from=${gateway.day(1)}&to=${gateway.day(1)}`,
      { as: 'pms-1' },
    );

    expect(answer).toContain('HTTP/1.1 400');
    expect(JSON.stringify(await read.json())).not.toContain('"available_rooms":77');
  });
});

describe('reservations over POST /pms/ota', () => {
  it('come with every read until their message id is acknowledged', async () => {
    await gateway.load(5);
    const body = {
      hotel_id: 'HV01',
      checkin_date: gateway.day(3),
      checkout_date: gateway.day(4),
      guests: 1,
      room_code: 'DBL',
    };
    expect((await gateway.call('POST', '/api/bookings/create', { as: 'ota-1', body })).status).toBe(201);
    const readRq = `<OTA_ReadRQ ${OTA}><ReadRequests><HotelReadRequest HotelCode="HV01"><SelectionCriteria SelectionType="Undelivered"/></HotelReadRequest></ReadRequests></OTA_ReadRQ>`;

    const first = await (await send(readRq)).text();
    const again = await (await send(readRq)).text();
    const revision =
      /<UniqueID[^>]*Type="16"[^>]*ID="(\d+)"/.exec(first)?.[1] ??
      /ID="(\d+)"[^>]*Type="16"/.exec(first)?.[1];
    const report = (id: string) =>
      `<OTA_NotifReportRQ ${OTA}><Success/><NotifDetails><HotelNotifReport><HotelReservations><HotelReservation><UniqueID Type="16" ID="${id}"/><ResGlobalInfo><HotelReservationIDs><HotelReservationID ResID_Type="14" ResID_Value="PMS-1"/></HotelReservationIDs></ResGlobalInfo></HotelReservation></HotelReservations></HotelNotifReport></NotifDetails></OTA_NotifReportRQ>`;
    const unknown = await (await send(report('12345'))).text();
    const acknowledged = await (await send(report(revision ?? ''))).text();
    const last = await (await send(readRq)).text();

    expect(first.match(/<HotelReservation[ >]/g)).toHaveLength(1);
    expect(again.match(/<HotelReservation[ >]/g)).toHaveLength(1);
    expect(unknown).toContain('<Errors>');
    expect(acknowledged).toContain('<Success');
    expect(last).not.toMatch(/<HotelReservation[ >]/);
  });
});

it('tells a PMS beyond its own limit to wait, in its own grammar', async () => {
  await gateway.app.partners.create({
    code: 'pms-2',
    name: 'pms-2',
    kind: 'pms',
    connector: 'ota',
    requests_per_minute: 2,
  });
  const answers = [];
  for (let i = 0; i < 3; i += 1) answers.push(await send(ping, { as: 'pms-2' }));
  const [, second, third] = answers;

  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 429]);
  expect(second?.headers.get('ratelimit-remaining')).toBe('0');
  expect(Number(third?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await third?.text()).toMatch(/<OTA_PingRS[^>]*EchoToken="e-1"[\s\S]*<Error Type="12" Code="888"/);
});

describe('messages without valid credentials', () => {
  let other: TestGateway | undefined;
  afterEach(() => other?.close());

  it('are read from one address 60 times a minute, then no more', async () => {
    other = await aGateway();
    const { call } = other;
    const statuses: number[] = [];
    for (let i = 0; i < 62; i += 1) {
      statuses.push(
        (await call('POST', '/pms/ota', { body: ping, headers: { 'content-type': 'text/xml' } })).status,
      );
    }

    expect(statuses.slice(0, 60).every((code) => code === 401)).toBe(true);
    expect(statuses.slice(60)).toEqual([429, 429]);
    const known = await call('POST', '/pms/ota', {
      as: 'pms-1',
      body: ping,
      headers: { 'content-type': 'text/xml' },
    });
    expect(known.status).toBe(200);
  });
});
