import { describe, expect, test } from 'vitest';
import type { DecodeOptions } from '../../../core/model/connector.js';
import { decodeAlpineBits } from '../decode.js';

const decode = (plans: string, options: Partial<DecodeOptions> = {}, root = '') =>
  decodeAlpineBits(
    Buffer.from(
      `<OTA_HotelRatePlanNotifRQ Version="1">${root}<RatePlans HotelCode="9">${plans}</RatePlans></OTA_HotelRatePlanNotifRQ>`,
    ),
    { charset: null, ...options },
  );

const plan = (content: string, type = 'New') =>
  `<RatePlan RatePlanNotifType="${type}" CurrencyCode="EUR" RatePlanCode="A">${content}</RatePlan>`;

const fixed = (type = 7, units = 1) =>
  `<Rate RateTimeUnit="Day" UnitMultiplier="${units}"><BaseByGuestAmts><BaseByGuestAmt Type="${type}"/></BaseByGuestAmts></Rate>`;

const dated = (attributes = 'InvTypeCode="007" Start="2027-03-01" End="2027-03-02"', inside = '') =>
  `<Rate ${attributes}><BaseByGuestAmts><BaseByGuestAmt NumberOfGuests="3" AgeQualifyingCode="10" AmountAfterTax="10.10"/></BaseByGuestAmts>${inside}</Rate>`;

const child = (attributes: string) =>
  `<AdditionalGuestAmounts><AdditionalGuestAmount AgeQualifyingCode="8" Amount="1" ${attributes}/></AdditionalGuestAmounts>`;

const rule = (attributes: string, inside = '') =>
  `<BookingRules><BookingRule ${attributes}>${inside}</BookingRule></BookingRules>`;

const MARCH = 'Start="2027-03-01" End="2027-03-31"';

describe('what is refused', () => {
  test.each([
    ['no rate plan', '', /no RatePlan/],
    ['no type', plan('').replace('RatePlanNotifType="New"', ''), /RatePlanNotifType is missing/],
    ['no code', plan('').replace('RatePlanCode="A"', ''), /RatePlanCode is missing/],
    ['no currency', plan('').replace('CurrencyCode="EUR"', ''), /CurrencyCode is missing/],
    ['a currency that is none', plan('').replace('EUR', 'EURO'), /ISO 4217/],
    ['the same plan twice', plan('') + plan(''), /stands twice/],
    ['a plan to remove with content', plan(rule(MARCH), 'Remove'), /holds nothing/],
    ['no static rate', plan(`<Rates>${dated()}</Rates>`), /first Rate is the static one/],
    ['a static rate of another type', plan(`<Rates>${fixed(8)}</Rates>`), /Type="7"/],
    ['a rate without room', plan(`<Rates>${fixed()}${dated(MARCH)}</Rates>`), /InvTypeCode is missing/],
    [
      'a room code that is too long',
      plan(`<Rates>${fixed()}${dated(`InvTypeCode="123456789" ${MARCH}`)}</Rates>`),
      /longer than 8/,
    ],
    [
      'a date that is none',
      plan(`<Rates>${fixed()}${dated('InvTypeCode="7" Start="2027-02-30" End="2027-03-01"')}</Rates>`),
      /not a calendar date/,
    ],
    ['overlapping rates', plan(`<Rates>${fixed()}${dated()}${dated()}</Rates>`), /Rate ranges overlap/],
    [
      'a child without ages',
      plan(`<Rates>${fixed()}${dated(undefined, child(''))}</Rates>`),
      /which children/,
    ],
    [
      'overlapping bands',
      plan(
        `<Rates>${fixed()}${dated(undefined, child('MaxAge="6"').replace('/></', '/><AdditionalGuestAmount AgeQualifyingCode="8" Amount="1" MinAge="5"/></'))}</Rates>`,
      ),
      /same age/,
    ],
    ['a rule without dates', plan(rule('')), /Start is missing/],
    ['a rule for a room without context', plan(rule(`Code="7" ${MARCH}`)), /CodeContext/],
    [
      'a restriction other than master',
      plan(rule(MARCH, '<RestrictionStatus Restriction="Arrival" Status="Close"/>')),
      /Master/,
    ],
    [
      'a supplement without terms',
      plan(`<Supplements><Supplement InvType="EXTRA" InvCode="X" Amount="1" ${MARCH}/></Supplements>`),
      /has dates only/,
    ],
    [
      'free nights whose pattern does not fit',
      plan(
        '<Offers><Offer><Discount Percent="100" NightsRequired="7" NightsDiscounted="1" DiscountPattern="1000000"/></Offer></Offers>',
      ),
      /"0000001"/,
    ],
    ['a discount of half', plan('<Offers><Offer><Discount Percent="50"/></Offer></Offers>'), /not 100/],
  ])('%s', async (_what, plans, expected) => {
    const { content, faults } = await decode(plans);
    expect(content).toBeNull();
    expect(faults.map(({ message }) => message).join('\n')).toMatch(expected);
    expect(faults.every(({ ota }) => ota?.type === 13)).toBe(true);
  });
});

describe('versions and capabilities', () => {
  test('Full came with 2024-10, New stayed', async () => {
    expect((await decode(plan('', 'Full'), { wireVersion: '2022-10' })).content).toBeNull();
    expect((await decode(plan('', 'Full'), { wireVersion: '2024-10' })).faults).toEqual([]);
    expect((await decode(plan(''), { wireVersion: '2017-10' })).faults).toEqual([]);
  });

  test.each([
    ['overlay', plan('', 'Overlay'), ['OTA_HotelRatePlanNotif_accept_overlay']],
    ['generic rules', plan(rule(MARCH)), ['OTA_HotelRatePlanNotif_accept_RatePlan_BookingRule']],
    [
      'rules of a room',
      plan(rule(`CodeContext="ROOMTYPE" Code="7" ${MARCH}`)),
      ['OTA_HotelRatePlanNotif_accept_RatePlan_RoomType_BookingRule'],
    ],
    [
      'family offers',
      plan(
        '<Offers><Offer><Discount Percent="100"/><Guests><Guest AgeQualifyingCode="8" MaxAge="5" MinCount="1" LastQualifyingPosition="1"/></Guests></Offer></Offers>',
      ),
      ['FamilyOffers'],
    ],
  ])('%s only where it was agreed on', async (_what, plans, capabilities) => {
    expect((await decode(plans, { capabilities: [] })).content).toBeNull();
    expect((await decode(plans, { capabilities })).faults).toEqual([]);
  });
});

describe('what the updates say', () => {
  const updates = async (plans: string) => {
    const { content, faults } = await decode(plans);
    expect(faults).toEqual([]);
    return content?.kind === 'ari' ? content.ari.updates : [];
  };

  test.each([
    ['by person', fixed(7), '30.30'],
    ['by room', fixed(25), '10.10'],
    ['of a package, by room', fixed(25, 3), '3.37'],
    ['of a package, by person', fixed(7, 2), '15.15'],
  ])('prices %s are those of a room and night', async (_what, terms, amount) => {
    const [update] = await updates(plan(`<Rates>${terms}${dated()}</Rates>`));
    expect(update).toMatchObject({
      room_code: '007',
      amounts: [{ guests: 3, amount, currency: 'EUR', tax: 'after' }],
    });
  });

  test('days of the week without a flag are allowed', async () => {
    const days = '<DOW_Restrictions><DepartureDaysOfWeek Mon="false"/></DOW_Restrictions>';
    expect((await updates(plan(rule(MARCH, days)))).map(({ days: on, set }) => [on, set])).toEqual([
      [[true, false, false, false, false, false, false], { closed_to_departure: true }],
      [[false, true, true, true, true, true, true], { closed_to_departure: false }],
    ]);
  });

  test('a rule of an overlay lifts what it does not repeat', async () => {
    const [update] = await updates(plan(rule(MARCH), 'Overlay'));
    expect(update?.set).toEqual({
      ...{ closed: false, closed_to_arrival: false, closed_to_departure: false },
      ...{ min_stay_arrival: null, max_stay_arrival: null, min_stay_through: null, max_stay_through: null },
    });
  });

  test('an empty complete set empties the rate plans, not the availability', async () => {
    const unique = '<UniqueID Type="16" ID="1" Instance="CompleteSet"/>';
    const { content, faults } = await decode('<RatePlan/>', {}, unique);
    expect(faults).toEqual([]);
    expect(content).toMatchObject({ ari: { complete_set: true, scope: 'rates', updates: [], products: [] } });
  });
});

test('rules of all rooms and of one meet in time that a hostile message cannot stretch', async () => {
  const generic = Array.from({ length: 2_000 }, (_, i) => {
    const day = new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);
    return `<BookingRule Start="${day}" End="${day}"/>`;
  }).join('');
  const specific = Array.from(
    { length: 1_000 },
    (_, i) => `<BookingRule CodeContext="ROOMTYPE" Code="R${i}" Start="2026-01-01" End="2036-01-01"/>`,
  ).join('');
  const { content, faults } = await decode(plan(`<BookingRules>${generic}${specific}</BookingRules>`));
  expect(content).toBeNull();
  expect(faults[0]).toMatchObject({ code: 'TOO_LARGE' });
});

test('a year of prices by day for fifty rooms is no hostile message', async () => {
  const rates = Array.from({ length: 50 * 365 }, (_, i) => {
    const day = new Date(Date.UTC(2027, 0, 1 + (i % 365))).toISOString().slice(0, 10);
    return dated(`InvTypeCode="R${Math.floor(i / 365)}" Start="${day}" End="${day}"`, child('MaxAge="16"'));
  });
  const { content, faults } = await decode(plan(`<Rates>${fixed()}${rates.join('')}</Rates>`));
  expect(faults).toEqual([]);
  expect(content?.kind === 'ari' && content.ari.updates.length).toBe(50 * 365);
});
