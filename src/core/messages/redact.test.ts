import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EscapedDigits } from './escaped-digits.js';
import { JsonRedactor } from './json-redactor.js';
import { LooseRedactor } from './loose-redactor.js';
import { Mask } from './mask.js';
import { redactBody } from './redact.js';
import { XmlRedactor } from './xml-redactor.js';

/** Passes the Luhn check; the networks' own test numbers. */
const CARDS = [
  '4111111111111111',
  '5555555555554444',
  '378282246310005',
  '6011111111111117',
  '2223003122003222',
];
const CARD = '4111111111111111';
/** As our ids are; 6011... also passes for a card of a network that has them that long. */
const OUR_ID = '381234567890123456';
const CARDLIKE_ID = '601111111111111114';

async function redact(text: string, contentType = 'text/xml'): Promise<string> {
  return Buffer.from(await redactBody(Buffer.from(text), contentType)).toString();
}

function deepKeys(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'object' ? inner : null));
}

describe('XML', () => {
  const attributes = `CardNumber SeriesCode ExpireDate MagneticStripe CardHolderName MessagePassword Password NewPassword
    PhoneNumber Email GivenName Surname BirthDate DocID givenName cc_number cc_cvc PostalCode AddressLine MembershipID`;
  const elements = `CardNumber PlainText CardHolderName SeriesCode ExpireDate MagneticStripe Password Nonce GivenName MiddleName
    Surname NamePrefix Email PhoneNumber AddressLine PostalCode BirthDate DocID Comment SpecialRequest PersonName Address
    Telephone first_name last_name telephone remarks customer cc_name Customer Profile ResGuest PaymentCard`;

  it.each(attributes.split(/\s+/))('hides the attribute %s', async (name) => {
    expect(await redact(`<a:b ${name}="Zenobia Quix" Keep="kept"/>`)).toBe(
      `<a:b ${name}="******* ****" Keep="kept"/>`,
    );
    expect(await redact(`<b x='1' ${name} = 'Zenobia'>kept</b>`)).toBe(
      `<b x='1' ${name} = '*******'>kept</b>`,
    );
  });

  it.each(elements.split(/\s+/))('hides the text of the element %s', async (name) => {
    expect(await redact(`<r><${name}>Zenobia</${name}>kept</r>`)).toBe(
      `<r><${name}>*******</${name}>kept</r>`,
    );
    expect(await redact(`<r><n:${name} Type="t">\n <x>Zen</x>&amp;\n</n:${name} >kept</r>`)).toBe(
      `<r><n:${name} Type="t">\n <x>***</x>*****\n</n:${name} >kept</r>`,
    );
  });

  it('keeps the end of a price, and hides that of a card also where somebody writes it as a date', async () => {
    const rate = '<Rate EffectiveDate="2027-06-01" ExpireDate="2027-06-03"/>';
    const card = '<PaymentCard ExpireDate="2027-08-01"><X ExpireDate="2027-08-01"/></PaymentCard>';

    expect(await redact(`<r>${rate}${card}<Any ExpireDate="0827"/></r>`)).toBe(
      `<r>${rate}${card.replaceAll('2027-08-01', '**********')}<Any ExpireDate="****"/></r>`,
    );
  });

  it('keeps a rates message byte for byte, and hands back the very bytes', async () => {
    const body = Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?>\r\n<OTA_HotelRateAmountNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05"
        EchoToken="4111111111111111-a" TimeStamp="2027-03-01T00:00:00Z"><RateAmountMessages HotelCode="HV01"><RateAmountMessage>
        <StatusApplicationControl Start="2027-03-01" End="2028-02-29" RatePlanCode="BAR" InvTypeCode="4539 1488"/>
        <Rates><Rate CurrencyCode="EUR" Duration="P1N"><BaseByGuestAmts><BaseByGuestAmt AmountAfterTax="4500.00" NumberOfGuests="2"/>
        </BaseByGuestAmts></Rate></Rates></RateAmountMessage></RateAmountMessages></OTA_HotelRateAmountNotifRQ>`.replace(
        '4111111111111111-a',
        'e-1',
      ),
    );
    expect(await redactBody(body, 'text/xml')).toBe(body);
  });

  it('never changes what it was given, nor its length', async () => {
    const text = `<r><Password>s3cret</Password></r>`;
    const body = Buffer.from(text);
    const redacted = await redactBody(body, 'text/xml');
    expect(body.toString()).toBe(text);
    expect(redacted).toHaveLength(body.length);
  });

  it('hides the password of WS-Security and keeps who it was', async () => {
    const token = `<wsse:UsernameToken><wsse:Username>demo-pms</wsse:Username>
      <wsse:Password Type="http://docs.oasis-open.org/wss#PasswordText">s3cret</wsse:Password></wsse:UsernameToken>`;
    const redacted = await redact(token);
    expect(redacted).toBe(token.replace('s3cret', '******'));
  });

  it('keeps namespaces whatever their prefix is called', async () => {
    const text = '<c:r xmlns:card="urn:a" xmlns:email="urn:b" xmlns="urn:c"><card:x/></c:r>';
    expect(await redact(text)).toBe(text);
  });

  it('hides card numbers wherever they stand', async () => {
    for (const card of CARDS) {
      expect(await redact(`<a Note2="ref ${card}."><b>${card}</b></a>`)).not.toContain(card);
    }
    expect(await redact('<b>room 5 4111 1111 1111 1111 12/27</b>')).toBe(
      '<b>room 5 **** **** **** **** 12/27</b>',
    );
    expect(await redact('<b>3782-822463-10005</b>')).toBe('<b>****-******-*****</b>');
    expect(await redact(`<b>x<![CDATA[${CARD}]]></b>`)).toBe('<b>x<![CDATA[****************]]></b>');
  });

  it('hides card numbers in names, with their prefix', async () => {
    for (const name of [
      `X${CARD}`,
      `x${CARD}:y`,
      `x:${CARD}`,
      'X4111-1111-1111-1111',
      `Quite.Long.Name${CARD}`,
    ]) {
      const text = await redact(`<${name} a="kept">kept</${name}><b ${name}="kept"/>`);
      expect(text.replace(/[-.]/g, '')).not.toContain('4111');
      expect(text.match(/kept/g)).toHaveLength(3);
    }
    const long = '<OTA_HotelAvailNotifRQ2003x05x12345/>';
    expect(await redact(long)).toBe(long);
  });

  const written = (write: (digit: string) => string) => [...CARD].map(write).join('');

  it.each([
    ['as references', written((digit) => `&#${digit.charCodeAt(0)};`)],
    ['the first as a reference', `&#52;${CARD.slice(1)}`],
    ['one in the middle as a hexadecimal reference', '41111111&#x31;1111111'],
    ['with zeros before', `&#000000052;${CARD.slice(1)}`],
    ['with dashes as references', '4111&#45;1111&#45;1111&#x2D;1111'],
    ['full-width', '\uff14' + '\uff11'.repeat(15)],
    ['with points', '4111.1111.1111.1111'],
    ['far apart', '4111   1111   1111   1111'],
    ['around a comment', '41111111<!-- x -->11111111'],
    ['around a CDATA section', '4111<![CDATA[1111]]>11111111'],
  ])('hides card numbers that are written otherwise: %s', async (_how, card) => {
    const text = await redact(`<r a="kept 7"><b>${card}</b>kept &#233; 12</r>`);
    expect(text.replace('&#233;', '')).not.toMatch(/1111|&#(?:x31|49|52|0)|\uff14|1<|>1/);
    expect(text).toContain('kept &#233; 12');
    expect(text).toHaveLength(Buffer.byteLength(`<r a="kept 7"><b>${card}</b>kept &#233; 12</r>`));
  });

  it('keeps what is written otherwise and is no card number', async () => {
    const text = `<r><ID>${CARDLIKE_ID}</ID><b>Caf&#233; &#52;2 rooms, \uff11\uff12, 4111.11 &amp; 1111.11</b><!----></r>`;
    expect(await redact(text)).toBe(text);
  });

  it('keeps our ids and other long numbers', async () => {
    for (const id of [OUR_ID, CARDLIKE_ID]) {
      const text = `<r><UniqueID Type="16" ID="${id}"/><ID>${id}</ID><HotelReservationID ResID_Value="${id}"/></r>`;
      expect(await redact(text)).toBe(text);
    }
    const text = `<r><b>${OUR_ID} 4111111111111112 1234567890123456 41111111111111111111</b><c d="2027-03-01 2027-03-05"/></r>`;
    expect(await redact(text)).toBe(text);
    expect(await redact(`<UniqueID ID="${CARD}"/>`)).not.toContain(CARD);
  });

  it('hides comments and the literals of a DOCTYPE whole', async () => {
    expect(await redact('<r><!-- for Zenobia --><!----><a/></r>')).toBe(
      '<r><!-- *** ******* --><!----><a/></r>',
    );
    expect(await redact(`<!DOCTYPE r [<!ENTITY n "Zen > obia">]><r>kept</r>`)).toBe(
      `<!DOCTYPE r [<!ENTITY n "*** * ****">]><r>kept</r>`,
    );
  });

  it('takes markup in CDATA for text in a hidden element, and for markup elsewhere', async () => {
    expect(await redact('<Comment><![CDATA[<b>Zen]</b> ]]></Comment><a>kept</a>')).toBe(
      '<Comment><![CDATA[**>***]***> ]]></Comment><a>kept</a>',
    );
    expect(await redact('<x><![CDATA[<Email>Zen</Email> kept <Email>Zen]]></x><a>kept</a>')).toBe(
      '<x><![CDATA[<Email>***</Email> kept <Email>***]]></x><a>kept</a>',
    );
  });

  it('hides names that mean something only beside a payment', async () => {
    expect(await redact('<payment><card type="VI"/><number>123</number></payment><number>7</number>')).toBe(
      '<payment><card type="VI"/><number>***</number></payment><number>7</number>',
    );
    expect(await redact('<PrimaryGuest><Name givenName="Zen"/><Phone number="123"/></PrimaryGuest>')).toBe(
      '<PrimaryGuest><Name givenName="***"/><Phone number="***"/></PrimaryGuest>',
    );
  });

  it.each([
    ['cut off', '<r><Customer><GivenName>Zenobia'],
    ['cut off in a value', '<r><a CardNumber="Zenobia'],
    ['a forgotten end tag', '<r><GivenName>Zenobia</r><x>Zenobia'],
    ['a forgotten quote', '<r a="><Email>Zenobia</Email></r>'],
    ['no quotes', '<r Email=Zenobia>kept</r>'],
    ['another case', '<R><GIVENNAME>Zenobia</GIVENNAME></R>'],
    ['stray markup', '<r>a < b <<Email>Zenobia</Email></r>'],
    ['an element inside its own kind', '<Comment><Comment>a</Comment>Zenobia</Comment>'],
    ['a byte order mark', '\ufeff<r><Email>Zenobia</Email></r>'],
  ])('reads what is malformed: %s', async (_what, text) => {
    expect(await redact(text)).not.toMatch(/Zen|obia/);
  });
});

describe('JSON', () => {
  const keys = `card_number cardNumber cvv cvc expiry password token api_key first_name lastName email phone address street
    zip comment notes special_requests guest customer card date_of_birth iban client_secret AccessToken`;

  it.each(keys.split(/\s+/))('hides %s at any depth, whatever its value', async (key) => {
    const body = {
      kept: 'kept',
      a: [{ [key]: 'Zenobia Quix' }, { [key]: 4321987 }, { [key]: { x: ['Zenobia', { y: 77 }] } }],
    };
    const text = await redact(JSON.stringify(body), 'application/json');
    expect(text).not.toMatch(/Zen|Quix|4321987|77/);
    expect(text).toContain('"kept":"kept"');
    expect(deepKeys(JSON.parse(text))).toBe(deepKeys(body));
    expect(text).toHaveLength(JSON.stringify(body).length);
  });

  it('hides a guest of a booking request and keeps the rest', async () => {
    const request = `{ "hotel_id": "HV01", "guests": 2, "rooms": 1, "total_price": "240.00", "currency": "EUR",
      "guest": { "first_name": "Zenobia", "last_name": "O\\"Quix", "phone": 351123 },
      "payment": { "method": "card", "name": "Zen", "card": {"number": "${CARD}"} }, "name": "kept" }`;
    expect(await redact(request, 'application/json')).toBe(
      request
        .replace('Zenobia', '*******')
        .replace('O\\"Quix', '*******')
        .replace('351123', '"****"')
        .replace('"Zen"', '"***"')
        .replace(CARD, '*'.repeat(16)),
    );
  });

  it('tells the number of guests from a list of them', async () => {
    expect(await redact('{"guests":2,"amounts":[{"guests":3}]}')).toBe(
      '{"guests":2,"amounts":[{"guests":3}]}',
    );
    expect(await redact('{"guests":[{"name":"Zen"}]}')).toBe('{"guests":[{"name":"***"}]}');
  });

  it('hides card numbers in strings and bare, and keeps ids', async () => {
    for (const card of CARDS) {
      const text = await redact(`{"partner_reference":"x ${card}","n":${card},"user_id":"${card}"}`);
      expect(text).not.toContain(card);
      expect(JSON.parse(text)).toMatchObject({ n: '*'.repeat(card.length - 2) });
    }
    const ids = `{"booking_id":"${CARDLIKE_ID}","revision_id":${CARDLIKE_ID},"ids":["${CARDLIKE_ID}"],"at":"${OUR_ID}"}`;
    expect(await redact(ids)).toBe(ids);
  });

  it('hides card numbers that are written with escapes', async () => {
    for (const card of [
      `\\u0034${CARD.slice(1)}`,
      '4111\\u00201111\\u00201111\\u00201111',
      CARD.replaceAll('1', '\\u0031'),
    ]) {
      const text = await redact(`{"x":"${card}","${card}":1,"id":"${CARDLIKE_ID}"}`, 'application/json');
      expect(text).not.toMatch(/4\D*1\D*1\D*1|u0031/);
      expect(text).toContain(CARDLIKE_ID);
      expect(Object.keys(JSON.parse(text) as object)).toHaveLength(3);
    }
    expect(await redact(`a=%34${CARD.slice(1)}&b=1`, 'application/x-www-form-urlencoded')).not.toContain(
      '1111',
    );
  });

  it('keeps repeated keys, space and number forms as they were sent', async () => {
    const text = '\n{ "a" : 1.50e+2,\t"a":-0, "b":[ ], "c":{}, "d":true,"e":null , "f":"\\u00e9\\\\" }\n';
    expect(await redact(text)).toBe(text);
  });

  it('reads escaped keys, and one digit stays a number', async () => {
    expect(await redact('{"e\\u006dail":"Zen","cvv":7}')).toBe('{"e\\u006dail":"***","cvv":0}');
  });

  it.each([
    ['cut off', '{"hotel_id":"HV01","guest":{"first_name":"Zenobia'],
    ['a forgotten quote', '{"hotel: "HV01", "last_name": "Zenobia", "x": 1}'],
    ['a forgotten comma', '{"a": "b" "last_name": "Zenobia"}'],
    ['keys without quotes', "{hotel: 'HV01', last_name: 'Zen, obia', guest: {name: 'Zenobia'}}"],
    ['a newline in a string', '{"a":"\n","email":"Zenobia"}'],
    ['digits with spaces', '{"x": 4111 1111 1111 1111, "email": "Zenobia"}'],
    ['two documents', '{"email":"Zenobia"}\n{"email":"Zenobia"}'],
  ])('reads what is malformed: %s', async (_what, text) => {
    expect(await redact(text, 'application/json')).not.toMatch(/Zen|obia|4111/);
  });

  it('hides what is nested beyond reason, at no great cost', async () => {
    const deep = `${'['.repeat(2_000_000)}"Zenobia"${']'.repeat(2_000_000)}`;
    expect(await redact(deep)).not.toContain('Zen');
    expect(await redact(`{"a":${'['.repeat(600)}"x"${']'.repeat(600)},"b":"kept"}`)).toContain('"b":"kept"');
  });
});

describe('other bodies', () => {
  it('hides fields of a form', async () => {
    const form = `hotel=HV01&card_number=${CARD}&email=zen%40example.com&rooms=1`;
    expect(await redact(form, 'application/x-www-form-urlencoded')).toBe(
      `hotel=HV01&card_number=${'*'.repeat(16)}&email=${'*'.repeat(17)}&rooms=1`,
    );
  });

  it('looks into XML wrapped in a multipart form', async () => {
    const form =
      '--b\r\nContent-Disposition: form-data; name="request"\r\n\r\n<r><Email>Zen</Email></r>\r\n--b--';
    expect(await redact(form, 'multipart/form-data; boundary=b')).toBe(form.replace('Zen', '***'));
  });

  it('reads UTF-16 and gives UTF-16 back', async () => {
    const text = '<r><Email>Zenobia é</Email>ké東pt</r>';
    for (const swap of [false, true]) {
      const body = Buffer.from(`\ufeff${text}`, 'utf16le');
      if (swap) body.swap16();
      const redacted = Buffer.from(await redactBody(body, 'text/xml'));
      if (swap) redacted.swap16();
      expect(redacted.toString('utf16le')).toBe('\ufeff<r><Email>******* **</Email>ké東pt</r>');
    }
  });

  it('keeps only size and hash of what is no text', async () => {
    const text = await redact(`\x1f\x0b\x00\x01${CARD}`, 'application/json');
    expect(text).toMatch(/^\[20 bytes that are no text were not kept, sha256 [0-9a-f]{64}\]$/);
  });

  it('bears an empty body', async () => {
    expect(await redact('')).toBe('');
  });
});

describe('whatever comes', () => {
  const piece = fc.constantFrom(
    ...[
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      '&',
      '!',
      '--',
      '[CDATA[',
      ']]>',
      '?',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '\\',
      '\n',
      ' ',
    ],
    ...[
      'Email',
      'CardNumber',
      'Comment',
      'a',
      'xmlns:',
      '4111',
      '1111',
      '12',
      '-',
      'true',
      '1',
      '\u00e9',
      '<!--',
      '-->',
      '&#52;',
      '&#x31',
      '\\u0031',
      '\uff11',
    ],
  );

  it.each([
    ['XML', (mask: Mask) => new XmlRedactor(mask)],
    ['JSON', (mask: Mask) => new JsonRedactor(mask)],
    ['text', (mask: Mask) => new LooseRedactor(mask)],
    ['what is written otherwise', (mask: Mask) => new EscapedDigits(mask)],
  ])('%s is read to its end, and alike wherever the slices are cut', (_format, create) => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (parts, slice) => {
        const body = Buffer.from(parts.join(''));
        const inSlices = new Mask(body);
        const redactor = create(inSlices);
        for (let limit = slice; redactor.run(limit); limit += slice)
          expect(limit).toBeLessThan(body.length + slice);
        const atOnce = new Mask(body);
        create(atOnce).run(body.length);
        expect(Buffer.from(inSlices.result()).toString()).toBe(Buffer.from(atOnce.result()).toString());
      }),
      { numRuns: 1_000 },
    );
  });

  it('finds what lies across a cut of the slices', async () => {
    const filling = '<Rate A="12"/>'.repeat(20_000);
    for (let shift = 0; shift < 64; shift += 9) {
      const before = `<r>${filling.slice(0, 256 * 1_024 - shift)}" x="">`;
      const text = `${before}<Comment>Zen Zen</Comment><a Email="Zen">4111 1111 1111 1111</a>`;
      expect(await redact(text)).toBe(
        `${before}<Comment>*** ***</Comment><a Email="***">**** **** **** ****</a>`,
      );
    }
  });

  it('does not hold up the event loop', async () => {
    const body = `<r>${'<Rate><Base AmountAfterTax="100.00" Email="Zenobia"/><Comment>Zenobia</Comment></Rate>'.repeat(50_000)}</r>`;
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);
    const redacted = await redact(body);
    clearInterval(counting);
    expect(redacted).not.toContain('Zen');
    expect(turns).toBeGreaterThan(5);
  });
});
