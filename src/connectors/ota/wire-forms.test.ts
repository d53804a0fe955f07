import { describe, expect, test } from 'vitest';
import {
  avail,
  control,
  CONTROL,
  decode,
  refusalOf,
  updateOf,
} from '../../../test/builders/an-ota-message.js';
import { decodeOta } from './decode.js';
import { createOtaConnector } from './ota-connector.js';

const connector = createOtaConnector({ clock: { now: () => new Date('2026-09-01T10:00:00Z') } });

const MESSAGE = `<?xml version="1.0"?>\n${avail(`\n<AvailStatusMessage BookingLimit="4">\n${CONTROL}\n</AvailStatusMessage>\n`)}`;

const soap = (content: string, header = '') =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>${header}</soap:Header><soap:Body>${content}</soap:Body></soap:Envelope>`;

const declared = (encoding: string) =>
  MESSAGE.replace('version="1.0"', `version="1.0" encoding="${encoding}"`);
const wide = (text: string, order: 'le' | 'be') => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

describe('one message in many writings', () => {
  test.each<[string, Buffer, string | null]>([
    ['CR alone as line ends', Buffer.from(MESSAGE.replaceAll('\n', '\r')), null],
    ['CR and LF', Buffer.from(MESSAGE.replaceAll('\n', '\r\n')), null],
    ['a byte order mark', Buffer.from(`\ufeff${MESSAGE}`), 'utf-8'],
    ['UTF-16, little end first', wide(declared('UTF-16'), 'le'), null],
    ['UTF-16, big end first', wide(declared('UTF-16'), 'be'), 'utf-16'],
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1'), 'latin1'), null],
    [
      'the namespace of OpenTravel',
      Buffer.from(MESSAGE.replace('Version="1.0" ', 'xmlns="http://www.opentravel.org/OTA/2003/05" ')),
      null,
    ],
    ['a namespace of its own', Buffer.from(MESSAGE.replace('Version="1.0" ', 'xmlns="urn:x" ')), null],
    ['a prefix that nobody declares', Buffer.from(MESSAGE.replaceAll(/<(\/?)([A-Z])/g, '<$1ota:$2')), null],
    [
      'children without the prefix of their parent',
      Buffer.from(MESSAGE.replaceAll(/<(\/?)OTA_/g, '<$1ns2:OTA_')),
      null,
    ],
  ])('%s', async (_what, body, charset) => {
    const { content, faults } = await decodeOta(body, charset);

    expect(faults).toEqual([]);
    expect(content).toMatchObject({
      ari: { hotel_code: 'HV01', updates: [{ room_code: 'DBL', available: 4 }] },
    });
  });

  test('a fault in a document of CR alone still has its line', async () => {
    const xml = MESSAGE.replace('End="2026-10-02"', 'End="2026-1O-02"').replaceAll('\n', '\r');

    expect((await refusalOf(xml)).line).toBe(4);
  });
});

describe('day flags and booleans', () => {
  test.each([
    ['Mon="1" Weds="1" Thur="1"', [0, 2, 3]],
    ['Mon="true" Wed="true" Thu="true"', [0, 2, 3]],
    ['Mon="0" Tue="false" Weds="0" Thur="0" Fri="1" Sat="true" Sun="1"', [4, 5, 6]],
  ])('%s', async (flags, on) => {
    const { days } = await updateOf(
      control(`Start="2026-10-01" End="2026-10-08" InvTypeCode="DBL" ${flags}`),
    );

    expect(days?.flatMap((set, day) => (set ? [day] : []))).toEqual(on);
  });

  test('all seven set are no flags at all', async () => {
    const flags = 'Mon="1" Tue="1" Weds="1" Thur="1" Fri="1" Sat="1" Sun="1"';

    expect(
      (await updateOf(control(`Start="2026-10-01" End="2026-10-08" InvTypeCode="DBL" ${flags}`))).days,
    ).toBeNull();
  });

  test('a word that is no boolean is named', async () => {
    expect(
      (await refusalOf(control('Start="2026-10-01" End="2026-10-08" InvTypeCode="DBL" Fri="yes"'))).message,
    ).toContain('"yes"');
  });
});

test.each(['2010- 10-24', '2010-10 -24', '20 10-10-24'])(
  'a blank inside the date %j is named',
  async (date) => {
    const fault = await refusalOf(control(`Start="${date}" End="2010-10-25" InvTypeCode="DBL"`));

    expect(fault.message).toContain(`"${date}" has a blank inside`);
    expect(fault.ota?.code).toBe(15);
  },
);

describe('SOAP', () => {
  test('WS-Addressing beside the message is read over', async () => {
    const header =
      '<wsa:Action xmlns:wsa="http://www.w3.org/2005/08/addressing">OTA_HotelAvailNotif</wsa:Action><wsa:MessageID xmlns:wsa="http://www.w3.org/2005/08/addressing">urn:uuid:1</wsa:MessageID><wsa:To xmlns:wsa="http://www.w3.org/2005/08/addressing">https://example.com</wsa:To>';
    const { content, envelope } = await decode(soap(MESSAGE.slice(MESSAGE.indexOf('<OTA')), header), {
      dialect: 'ota-vertical-booking',
    });

    expect(content?.kind).toBe('ari');
    expect(envelope.credentials).toBeNull();
  });

  test('more than 2 MB is answered with the fault of the contract; plain XML of that size is read', async () => {
    const padding = `<!--${'x'.repeat(60_000)}--><POS/>`.repeat(34);
    const large = MESSAGE.slice(MESSAGE.indexOf('<OTA')).replace(
      '<AvailStatusMessages',
      `${padding}<AvailStatusMessages`,
    );
    const decoded = await decode(soap(large));
    const answer = connector.encode(decoded.envelope, { kind: 'refused', faults: decoded.faults });

    expect(Buffer.byteLength(large)).toBeGreaterThan(2_000_000);
    expect(decoded.content).toBeNull();
    expect(answer.status).toBe(500);
    expect(answer.body).toContain(
      '<SOAP-ENV:Fault><faultcode>SOAP-ENV:Server</faultcode><faultstring>Unable to process message. Payload too large</faultstring></SOAP-ENV:Fault>',
    );
    expect((await decode(large)).faults).toEqual([]);
    expect((await decode(soap(large), { dialect: 'ota-synxis' })).faults).toEqual([]);
  });
});

test('who sends is told by RequestorID of type 22 on the message itself', async () => {
  const source = (type: string, id: string) =>
    `<POS><Source><RequestorID Type="${type}" ID="${id}"/></Source></POS>`;
  const read = (inside: string) => decode(`<OTA_PingRQ>${inside}<EchoData>x</EchoData></OTA_PingRQ>`);

  expect((await read(source('22', ' PMS1 '))).envelope.extra).toEqual({ requestor_id: 'PMS1' });
  expect((await read(source('13', 'PMS1'))).envelope.extra).toBeUndefined();
});

test('what was not processed stands beside Success, by the number of its item', () => {
  const { body } = connector.encode(
    { message: 'OTA_HotelAvailNotifRQ', soap: false, echo_token: null, version: null, credentials: null },
    {
      kind: 'applied',
      warnings: [
        { pointer: '/x', code: 'VALIDATION', message: 'No', record_id: '7', ota: { type: 12, code: 450 } },
      ],
    },
  );

  expect(body).toContain(
    '<Success/><Warnings><Warning Type="12" Code="450" ShortText="No" Tag="/x" RecordID="7">No</Warning></Warnings>',
  );
});
