import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { createSnowflake } from '../platform/snowflake.js';
import { createJournal, type Journal, type ReceivedMessage } from './journal.js';

const CARD = '4111111111111111';

let test: TestDatabase;
let journal: Journal;
let now: Date;

beforeAll(async () => {
  test = await createTestDatabase();
  const clock = { now: () => now };
  journal = createJournal({ database: test.database, nextId: createSnowflake(1, clock), clock });
});

beforeEach(async () => {
  now = new Date('2027-03-01T10:00:00.123Z');
  await test.database.run('DELETE FROM messages');
});

afterAll(async () => {
  await test.drop();
});

function received(changes: Partial<ReceivedMessage> & { text?: string } = {}): ReceivedMessage {
  const { text = '<OTA_PingRQ/>', ...rest } = changes;
  return {
    partner_id: '7',
    connector: 'ota',
    kind: 'OTA_PingRQ',
    hotel_code: 'HV01',
    request_id: 'req-1',
    content_type: 'text/xml; charset=utf-8',
    body: Buffer.from(text),
    ...rest,
  };
}

/** Everything that lies in the table, with its bodies uncompressed. */
async function dump(): Promise<string> {
  const rows = await test.database.rows<Record<string, unknown>>('SELECT * FROM messages');
  const plain = (value: unknown) =>
    Buffer.isBuffer(value) ? gunzipSync(value).toString('latin1') : String(value);
  return rows.map((row) => Object.values(row).map(plain).join('|')).join('\n');
}

describe('journal', () => {
  it('keeps apart messages and answers that come together, and who answers none hears it alone', async () => {
    const ids = await Promise.all(
      Array.from({ length: 100 }, (_, i) => journal.receive(received({ text: `<Ping n="${i}"/>` }))),
    );
    const answers = await Promise.allSettled([
      ...ids.map((id, i) => journal.answer(id, { outcome: 'ANSWERED', body: `<Pong n="${i}"/>` })),
      journal.answer('1', { outcome: 'ANSWERED', body: 'nothing' }),
    ]);

    expect(answers.slice(0, -1).every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(answers.at(-1)).toMatchObject({ reason: { code: 'MESSAGE_NOT_FOUND' } });
    const lines = (await dump()).split('\n');
    expect(lines).toHaveLength(100);
    expect(lines.every((line) => /<Ping n="(\d+)"\/>.*<Pong n="\1"\/>/.test(line))).toBe(true);
  });

  it('writes a message down before it is worked on, and its answer afterwards', async () => {
    const id = await journal.receive(received());
    expect(await journal.list({ limit: 10 })).toMatchObject([
      {
        message_id: id,
        direction: 'in',
        content: null,
        partner_id: '7',
        connector: 'ota',
        kind: 'OTA_PingRQ',
        hotel_code: 'HV01',
        outcome: 'RECEIVED',
        cause: null,
        request_id: 'req-1',
        content_type: 'text/xml; charset=utf-8',
        body_bytes: 13,
        received_at: '2027-03-01T10:00:00.123Z',
        answered_at: null,
      },
    ]);
    expect(await journal.show(id)).toMatchObject({ body: '<OTA_PingRQ/>', answer: null });

    now = new Date('2027-03-01T10:00:01.000Z');
    await journal.answer(id, {
      outcome: 'REFUSED',
      cause: 'VALIDATION: no',
      body: '<no/>',
      kind: 'Other',
      hotel_code: 'X',
    });
    expect(await journal.show(id)).toMatchObject({
      outcome: 'REFUSED',
      cause: 'VALIDATION: no',
      answer: '<no/>',
      kind: 'Other',
      hotel_code: 'X',
      answered_at: '2027-03-01T10:00:01.000Z',
    });
  });

  it('leaves kind and hotel as received when the answer knows no better', async () => {
    const id = await journal.receive(received());
    await journal.answer(id, { outcome: 'ANSWERED', body: '', hotel_code: null });
    expect(await journal.show(id)).toMatchObject({
      kind: 'OTA_PingRQ',
      hotel_code: 'HV01',
      cause: null,
      answer: '',
    });
  });

  it('lists newest first, page by page, and by each filter', async () => {
    const ids = [];
    for (const [partner_id, kind, hotel_code] of [
      ['7', 'A', 'H1'],
      ['8', 'B', 'H1'],
      ['7', 'B', null],
    ] as const) {
      ids.push(await journal.receive(received({ partner_id, kind, hotel_code })));
    }
    const [first, second, third] = ids;
    await journal.answer(third ?? '', { outcome: 'APPLIED', body: 'ok' });
    const idsOf = async (query: Partial<Parameters<Journal['list']>[0]>) =>
      (await journal.list({ limit: 10, ...query })).map((entry) => entry.message_id);
    expect(await idsOf({})).toEqual([third, second, first]);
    expect(await idsOf({ limit: 2 })).toEqual([third, second]);
    expect(await idsOf({ before: second })).toEqual([first]);
    expect(await idsOf({ partner_id: '7' })).toEqual([third, first]);
    expect(await idsOf({ kind: 'B', partner_id: '7' })).toEqual([third]);
    expect(await idsOf({ hotel_code: 'H1' })).toEqual([second, first]);
    expect(await idsOf({ outcome: 'RECEIVED' })).toEqual([second, first]);
  });

  it('says so when there is no such message', async () => {
    for (const id of ['381234567890123456', 'x', '']) {
      await expect(journal.show(id)).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' });
    }
    await expect(journal.answer('3812', { outcome: 'APPLIED', body: '' })).rejects.toMatchObject({
      code: 'MESSAGE_NOT_FOUND',
    });
  });

  it('keeps a rates message byte for byte, to be decoded again', async () => {
    const text = `<?xml version="1.0"?>\r\n<r xmlns="u"><x HotelCode="Höt&#233;l" Start="2027-03-01"/>\t</r>\n`;
    const id = await journal.receive(received({ text }));
    const shown = await journal.show(id);
    expect(Buffer.from(shown.bytes)).toEqual(Buffer.from(text));
    expect(shown.body).toBe(text);
  });

  it('shows other encodings as text, too', async () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a b="é"/>', 'latin1');
    expect((await journal.show(await journal.receive(received({ body: latin })))).body).toContain('b="é"');
    const utf16 = Buffer.from('\ufeff<a b="é東"/>', 'utf16le');
    expect((await journal.show(await journal.receive(received({ body: utf16 })))).body).toBe('<a b="é東"/>');
  });

  it('takes ten megabytes that do not shrink', async () => {
    const noise = randomBytes(10_400_000).map((byte) => (byte < 0x80 ? byte | 0x80 : byte));
    const body = Buffer.concat([Buffer.from('<r>'), noise]);
    const id = await journal.receive(received({ body }));
    expect(Buffer.from((await journal.show(id)).bytes).equals(body)).toBe(true);
  });

  it('takes a partner’s own words for kind, hotel and content type', async () => {
    const long = '\u{1f3e8}'.repeat(70);
    const id = await journal.receive(
      received({
        kind: `Küche${'x'.repeat(80)}`,
        hotel_code: long,
        content_type: `text/x;${'é'.repeat(200)}`,
      }),
    );
    const shown = await journal.show(id);
    expect(shown.kind).toBe(`K?che${'x'.repeat(59)}`);
    expect(shown.hotel_code).toBe('\u{1f3e8}'.repeat(64));
    await journal.answer(id, { outcome: 'FAILED', body: '', cause: 'é'.repeat(3_000) });
    expect((await journal.show(id)).cause).toBe('é'.repeat(1_000));
  });

  it('removes what is older than so many days, and nothing else', async () => {
    const old = await journal.receive(received());
    now = new Date('2027-03-05T10:00:00.124Z');
    const young = await journal.receive(received());
    now = new Date('2027-03-11T10:00:00.123Z');
    expect(await journal.prune(10)).toBe(0);
    now = new Date('2027-03-11T10:00:00.124Z');
    expect(await journal.prune(10)).toBe(1);
    expect((await journal.list({ limit: 10 })).map((entry) => entry.message_id)).toEqual([young]);
    expect(old).not.toBe(young);
  });

  it('removes thousands in batches', async () => {
    const rows = Array.from({ length: 1_200 }, (_, index) => [
      index + 1,
      'in',
      7,
      'c',
      'k',
      'APPLIED',
      'r',
      't',
      '',
      0,
      '2020-01-01',
    ]);
    await test.database.run(
      `INSERT INTO messages (message_id, direction, partner_id, connector, kind, outcome, request_id, content_type, body,
         body_bytes, received_at) VALUES ?`,
      [rows],
    );
    expect(await journal.prune(1)).toBe(1_200);
  });
});

describe('canaries', () => {
  const xml = `<soap:Envelope><soap:Header><wsse:Security><wsse:UsernameToken><wsse:Username>demo</wsse:Username>
    <wsse:Password>CANARY</wsse:Password><wsse:Nonce>CANARY</wsse:Nonce></wsse:UsernameToken></wsse:Security></soap:Header>
    <OTA_HotelResNotifRQ><POS><Source><RequestorID ID="x" MessagePassword="CANARY"/></Source></POS><!-- CANARY ${CARD} -->
    <ResGuest><Profiles><ProfileInfo><Profile><Customer BirthDate="CANARY"><PersonName><NamePrefix>CANARY</NamePrefix>
    <GivenName>CANARY</GivenName><Surname>CANARY</Surname></PersonName><Telephone PhoneNumber="CANARY"/><Email>CANARY</Email>
    <Address><AddressLine>CANARY</AddressLine><CityName>CANARY</CityName><PostalCode>CANARY</PostalCode></Address>
    <Document DocID="CANARY"/></Customer></Profile></ProfileInfo></Profiles></ResGuest>
    <Guarantee><PaymentCard CardCode="VI" CardNumber="${CARD}" SeriesCode="CANARY" ExpireDate="CANARY">
    <CardHolderName>CANARY</CardHolderName><CardNumber><PlainText>CANARY</PlainText></CardNumber>
    <MagneticStripe>CANARY</MagneticStripe></PaymentCard></Guarantee>
    <Comments><Comment><Text>CANARY</Text></Comment></Comments><SpecialRequest><Text><![CDATA[CANARY <b>CANARY</b>]]></Text>
    </SpecialRequest><UniqueID ID="${CARD}"/><x y="${CARD}">4111-1111-1111-1111 or ${CARD}</x></OTA_HotelResNotifRQ>`;
  const guest = {
    first_name: 'CANARY',
    last_name: 'CANARY',
    email: 'CANARY@x',
    phone: 'CANARY',
    name: 'CANARY',
  };
  const json = JSON.stringify({
    hotel_id: 'HV01',
    user_id: CARD,
    partner_reference: `ref ${CARD}`,
    guest,
    guests: [guest],
    payment: {
      number: CARD,
      cvv: 'CANARY',
      expiry: 'CANARY',
      name: 'CANARY',
      card: { number: 'CANARY', code: 'CANARY' },
    },
    address: { street: 'CANARY', city: 'CANARY' },
    password: 'CANARY',
    auth: { token: 'CANARY', client_secret: 'CANARY' },
    comment: 'CANARY',
    special_requests: ['CANARY'],
    n: Number(CARD),
  });

  it.each([
    ['XML', 'text/xml', xml],
    ['XML as JSON', 'application/json', xml],
    ['XML cut off', 'text/xml', xml.slice(0, xml.indexOf(' or '))],
    ['JSON', 'application/json', json],
    ['JSON as XML', 'text/xml', json],
    ['JSON cut off', 'application/json', json.slice(0, -30)],
    ['JSON with a forgotten quote', 'application/json', json.replace('"hotel_id"', '"hotel_id')],
  ])('never come out of the table: %s', async (_what, content_type, text) => {
    const id = await journal.receive(
      received({ content_type, text, hotel_code: CARD, kind: CARD, request_id: CARD }),
    );
    await journal.answer(id, {
      outcome: 'REFUSED',
      body: text,
      cause: `"${CARD}" is no hotel`,
      hotel_code: CARD,
    });
    const stored = await dump();
    expect(stored).toContain('is no hotel');
    expect(stored.replace(/ |-/g, '')).not.toMatch(/CANARY|4111/);
  });
});
