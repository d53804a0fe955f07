import { describe, expect, it } from 'vitest';
import { CARD, CARDLIKE_ID, CARDS, OUR_ID, redact } from '../../../test/builders/redacted-text.js';
import { redactBody } from './redact.js';

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
