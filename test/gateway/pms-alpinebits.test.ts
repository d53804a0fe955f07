import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGateway, basicAuth, type PartnerCode, type TestGateway } from './a-gateway.js';

const OTA = 'xmlns="http://www.opentravel.org/OTA/2003/05" Version="4"';
const COMPLETE = '<UniqueID Type="16" ID="1" Instance="CompleteSet"/>';
const FREE_ROOMS = 'OTA_HotelInvCountNotif:FreeRooms';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());

interface Post {
  readonly as?: PartnerCode | null;
  readonly version?: string | null;
  readonly gzip?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

function form(fields: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--xyz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return Buffer.from(`${parts.join('')}--xyz--\r\n`);
}

async function post(fields: Readonly<Record<string, string>>, options: Post = {}): Promise<Response> {
  const { as = 'pms-1', version = '2022-10', gzip = false, headers = {} } = options;
  const body = form(fields);
  return gateway.call('POST', '/pms/alpinebits', {
    body: gzip ? gzipSync(body) : body,
    headers: {
      'content-type': 'multipart/form-data; boundary=xyz',
      'x-alpinebits-clientid': 'test-client',
      ...(as === null ? {} : { authorization: basicAuth(as, gateway.keys[as]) }),
      ...(version === null ? {} : { 'x-alpinebits-clientprotocolversion': version }),
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
      ...headers,
    },
  });
}

interface Item {
  readonly from: number;
  readonly to: number;
  /** null: the whole hotel is closed. */
  readonly room?: string | null;
  readonly unit?: string;
  readonly count?: number;
}

function inventory({ from, to, room = 'DBL', unit, count }: Item): string {
  const codes =
    room === null
      ? 'AllInvCode="true"'
      : `InvTypeCode="${room}"${unit === undefined ? '' : ` InvCode="${unit}"`}`;
  const counts =
    count === undefined ? '' : `<InvCounts><InvCount CountType="2" Count="${count}"/></InvCounts>`;
  return `<Inventory><StatusApplicationControl Start="${gateway.day(from)}" End="${gateway.day(to)}" ${codes}/>${counts}</Inventory>`;
}

function freeRooms(items: readonly Item[], { complete = false, hotel = 'HV01' } = {}): string {
  const list = items.length === 0 ? '<Inventory/>' : items.map(inventory).join('');
  return `<?xml version="1.0"?><OTA_HotelInvCountNotifRQ ${OTA}>${complete ? COMPLETE : ''}<Inventories HotelCode="${hotel}">${list}</Inventories></OTA_HotelInvCountNotifRQ>`;
}

async function push(
  items: readonly Item[],
  options: Parameters<typeof freeRooms>[1] & Post = {},
): Promise<string> {
  const response = await post({ action: FREE_ROOMS, request: freeRooms(items, options) }, options);
  expect(response.status).toBe(200);
  return response.text();
}

/** Rooms for sale by day, -1 where the hotel is closed. */
async function calendar(from: number, to: number, room = 'DBL'): Promise<number[]> {
  const query = `hotel_id=HV01&room_code=${room}&from=${gateway.day(from)}&to=${gateway.day(to)}`;
  const response = await gateway.call('GET', `/api/ari?${query}`, { as: 'pms-1' });
  const { nights } = (await response.json()) as { nights: { available_rooms: number; closed: boolean }[] };
  return nights.map(({ available_rooms, closed }) => (closed ? -1 : available_rooms));
}

describe('POST /pms/alpinebits', () => {
  it('shakes hands: the intersection in a warning, EchoData as it came', async () => {
    const echo =
      '{"versions":[{"version":"2022-10","actions":[{"action":"action_OTA_Ping"},{"action":"action_OTA_Unknown"},' +
      '{"action":"action_OTA_HotelInvCountNotif","supports":["OTA_HotelInvCountNotif_accept_deltas","x"]}]},' +
      '{"version":"2099-01","actions":[]}]}';
    const request = `<OTA_PingRQ ${OTA}><EchoData> ${echo} </EchoData></OTA_PingRQ>`;

    const response = await post({ action: 'OTA_Ping:Handshaking', request }, { version: '2099-01' });
    const text = await response.text();

    expect(response.headers.get('x-alpinebits-server-version')).toBe('2024-10');
    expect(response.headers.get('x-alpinebits-server-accept-encoding')).toBe('gzip');
    expect(text).toContain(`<EchoData> ${echo} </EchoData>`);
    const agreed = /Status="ALPINEBITS_HANDSHAKE">([^<]*)</.exec(text)?.[1] ?? '';
    expect(JSON.parse(agreed)).toEqual({
      versions: [
        {
          version: '2022-10',
          actions: [
            { action: 'action_OTA_Ping' },
            {
              action: 'action_OTA_HotelInvCountNotif',
              supports: ['OTA_HotelInvCountNotif_accept_deltas'],
            },
          ],
        },
      ],
    });
  });

  it('applies a delta, in gzip too', async () => {
    const first = await push([
      { from: 1, to: 3, count: 4 },
      { from: 4, to: 4 },
    ]);
    const second = await push([{ from: 2, to: 2, count: 2 }], { gzip: true });

    expect(first).toMatch(/<OTA_HotelInvCountNotifRS [^>]*><Success\/><\/OTA_HotelInvCountNotifRS>/);
    expect(second).toContain('<Success/>');
    expect(await calendar(1, 4)).toEqual([4, 2, 4, 0]);
  });

  it('takes a complete set: what it does not mention is sold out, and its closing season closes the hotel', async () => {
    const items = [
      { from: 3, to: 4, room: null },
      { from: 1, to: 2, count: 5 },
    ];

    expect(await push(items, { complete: true })).toContain('<Success/>');
    expect(await calendar(1, 4)).toEqual([5, 5, -1, -1]);
    expect(await push([{ from: 1, to: 3, count: 1 }], { complete: true })).toContain('<Success/>');
    expect(await calendar(1, 4)).toEqual([1, 1, 1, 0]);
  });

  it('counts distinct rooms one by one', async () => {
    await push([
      { from: 10, to: 11, unit: '101', count: 1 },
      { from: 10, to: 11, unit: '102', count: 1 },
      { from: 10, to: 11, unit: '103' },
    ]);
    const before = await calendar(10, 11);
    await push([{ from: 11, to: 11, unit: '102' }]);

    expect(before).toEqual([2, 2]);
    expect(await calendar(10, 11)).toEqual([2, 1]);
  });

  it('takes the grammar of 2018-10 in 2018-10 alone', async () => {
    const request = `<OTA_HotelAvailNotifRQ ${OTA}><AvailStatusMessages HotelCode="HV01"><AvailStatusMessage BookingLimit="3" BookingLimitMessageType="SetLimit" BookingThreshold="1"><StatusApplicationControl Start="${gateway.day(20)}" End="${gateway.day(20)}" InvTypeCode="DBL"/></AvailStatusMessage></AvailStatusMessages></OTA_HotelAvailNotifRQ>`;
    const action = 'OTA_HotelAvailNotif:FreeRooms';

    const taken = await post({ action, request }, { version: '2018-10' });
    const unknown = await post({ action, request }, { version: '2022-10' });

    expect(await taken.text()).toContain('<Success/>');
    expect(await calendar(20, 20)).toEqual([2]);
    expect([unknown.status, await unknown.text()]).toEqual([400, 'ERROR:unknown or missing action']);
  });

  it('refuses what breaks the rules, with errors of type 13, and changes nothing', async () => {
    const overlap = await push([
      { from: 30, to: 32, count: 1 },
      { from: 32, to: 33, count: 1 },
    ]);
    const room = await push([{ from: 30, to: 30, room: 'NONE', count: 1 }]);
    const other = await push([{ from: 30, to: 30, count: 1 }], { hotel: 'HV02' });

    expect(overlap).toMatch(/<Errors><Error Type="13" Code="404">/);
    expect(room).toMatch(/<Errors><Error Type="13" Code="402">/);
    expect(other).toMatch(/<Errors><Error Type="13" Code="392">/);
    expect(await calendar(30, 33)).toEqual([]);
  });

  it('asks for a complete set where a booking may or may not be counted', async () => {
    await push([{ from: 40, to: 40, count: 3 }]);
    await gateway.db.database.run('UPDATE room_inventory SET resend_wanted = 1 WHERE date = ?', [
      gateway.day(40),
    ]);

    const asked = await push([{ from: 41, to: 41, count: 3 }]);
    await push([{ from: 40, to: 41, count: 3 }]);

    expect(asked).toMatch(/<Success\/><Warnings><Warning Type="11" Status="ALPINEBITS_SEND_FREEROOMS">/);
    expect(await push([{ from: 41, to: 41, count: 2 }])).not.toContain('ALPINEBITS_SEND');
  });

  it('takes room categories that are pushed, and answers a pull with those that are mapped', async () => {
    const texts = (code: string, text: string) =>
      `<MultimediaDescription InfoCode="${code}"><TextItems><TextItem><Description TextFormat="PlainText" Language="en">${text}</Description></TextItem></TextItems></MultimediaDescription>`;
    const content = (hotel: string) =>
      `<OTA_HotelDescriptiveContentNotifRQ ${OTA}><HotelDescriptiveContents><HotelDescriptiveContent HotelCode="${hotel}"><FacilityInfo><GuestRooms><GuestRoom Code="DBL" MinOccupancy="1" MaxOccupancy="2"><TypeRoom StandardOccupancy="2" RoomClassificationCode="42"/><MultimediaDescriptions>${texts('25', 'Double')}</MultimediaDescriptions></GuestRoom></GuestRooms></FacilityInfo></HotelDescriptiveContent></HotelDescriptiveContents></OTA_HotelDescriptiveContentNotifRQ>`;
    const pull = `<OTA_HotelDescriptiveInfoRQ ${OTA}><HotelDescriptiveInfos><HotelDescriptiveInfo HotelCode="HV01"/></HotelDescriptiveInfos></OTA_HotelDescriptiveInfoRQ>`;
    const action = 'OTA_HotelDescriptiveContentNotif:Inventory';

    const pushed = await (await post({ action, request: content('HV01') })).text();
    const others = await (await post({ action, request: content('HV02') })).text();
    const pulled = await (await post({ action: 'OTA_HotelDescriptiveInfo:Inventory', request: pull })).text();
    const info = await (await post({ action: 'OTA_HotelDescriptiveInfo:Info', request: pull })).text();

    expect(pushed).toContain('<Success/>');
    expect(others).toContain('<Error Type="13" Code="392">');
    expect(pulled).toMatch(
      /<Success\/><HotelDescriptiveContents><HotelDescriptiveContent HotelCode="HV01">.*Code="DBL"/,
    );
    expect(info).toMatch(/<HotelDescriptiveContent HotelCode="HV01" HotelName="[^"]+">.*<CityName>/);
  });

  it('answers the actions from before the handshake in plain text', async () => {
    const version = await post({ action: 'getVersion' }, { version: '2017-10' });
    const capabilities = await post({ action: 'getCapabilities' }, { version: '2017-10' });

    expect(await version.text()).toBe('OK:2017-10');
    expect(await capabilities.text()).toMatch(
      /^OK:action_getVersion,action_getCapabilities,action_OTA_HotelAvailNotif,OTA_HotelAvailNotif_accept_rooms,/,
    );
  });

  it.each<[string, Record<string, string>, Post, number]>([
    ['no version', { action: FREE_ROOMS, request: '<a/>' }, { version: null }, 400],
    ['an unknown version', { action: FREE_ROOMS, request: '<a/>' }, { version: '2014-04' }, 400],
    ['an unknown action', { action: 'OTA_Nothing:FreeRooms', request: '<a/>' }, {}, 400],
    ['no action', { request: '<a/>' }, {}, 400],
    ['no document', { action: FREE_ROOMS }, {}, 400],
    ['no credentials', { action: FREE_ROOMS, request: '<a/>' }, { as: null }, 401],
    ['an OTA', { action: FREE_ROOMS, request: '<a/>' }, { as: 'ota-1' }, 403],
    [
      'another content type',
      { action: FREE_ROOMS, request: '<a/>' },
      { headers: { 'content-type': 'text/xml' } },
      415,
    ],
    [
      'another encoding',
      { action: FREE_ROOMS, request: '<a/>' },
      { headers: { 'content-encoding': 'br' } },
      415,
    ],
    [
      'no gzip after all',
      { action: FREE_ROOMS, request: '<a/>' },
      { headers: { 'content-encoding': 'gzip' } },
      400,
    ],
    [
      'another boundary',
      { action: FREE_ROOMS, request: '<a/>' },
      { headers: { 'content-type': 'multipart/form-data; boundary=no' } },
      400,
    ],
  ])('refuses a call with %s', async (_name, fields, options, status) => {
    const response = await post(fields, options);

    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(/^ERROR:/);
  });

  it('stops a gzip bomb', async () => {
    const response = await post(
      { action: FREE_ROOMS, request: '<a>'.padEnd(30_000_000, ' ') },
      { gzip: true },
    );

    expect(response.status).toBe(413);
    expect(await response.text()).toMatch(/^ERROR:/);
  });

  it('takes no answer for a request', async () => {
    const request = `<OTA_HotelInvCountNotifRS ${OTA}><Success/></OTA_HotelInvCountNotifRS>`;

    expect(await (await post({ action: FREE_ROOMS, request })).text()).toContain(
      '<Error Type="13" Code="450">',
    );
  });

  it('answers a document that cannot be read with Errors', async () => {
    const broken = await (
      await post({ action: FREE_ROOMS, request: `${freeRooms([]).slice(0, 120)}` })
    ).text();
    const other = await post({ action: FREE_ROOMS, request: `<OTA_PingRQ ${OTA}/>` });

    expect(broken).toMatch(/<OTA_HotelInvCountNotifRS .*<Error Type="13"/);
    expect(await other.text()).toMatch(/<OTA_PingRS .*<Error Type="13"/);
  });
});
