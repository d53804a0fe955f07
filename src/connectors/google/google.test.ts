import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/model/clock.js';
import type { PushCell } from '../../core/model/channel-codec.js';
import {
  expectedOf,
  pushOf,
  randomCells,
  received,
  settingsOf,
} from '../../../test/contracts/random-cells.js';
import { toCalendar } from '../shared/calendar.js';
import { createGoogleConnector } from './google-connector.js';

const connector = createGoogleConnector({ clock: systemClock });
const encode = (cells: readonly PushCell[], full = false, more = {}) =>
  connector.channel?.encodeAri({ ...pushOf(cells), full }, settingsOf(more)) ?? [];
const decode = (xml: string) => connector.decode(Buffer.from(xml), { charset: null });

/** What the contract can say: a lifted minimum is 1, a closed room has nothing to sell. */
function carried(cells: readonly PushCell[]): PushCell[] {
  return cells.map((cell) => {
    if (cell.rate_code === null) {
      const { closed, available = 0, ...room } = cell;
      return { ...room, available: closed === true ? 0 : available };
    }
    const lifted = { ...cell };
    if (lifted.min_stay_arrival === null) lifted.min_stay_arrival = 1;
    if (lifted.min_stay_through === null) lifted.min_stay_through = 1;
    return lifted;
  });
}

describe('a push', () => {
  it('arrives as it was meant', async () => {
    const cells = randomCells({ guests: [null, 1, 3], advance: true, throughMaximum: true });
    await fc.assert(
      fc.asyncProperty(cells, async (push) => {
        expect(await received(connector, encode(push))).toEqual(expectedOf(carried(push)));
      }),
      { numRuns: 60 },
    );
  });

  it('sends counts, restrictions and prices, in version 3.0 with tokens that Google allows', () => {
    const amounts = [{ guests: 2, amount: '80.00', currency: 'EUR', tax: 'before' as const }];
    const cells = [
      { room_code: 'R', rate_code: null, date: '2026-11-05', available: 3 },
      { room_code: 'R', rate_code: 'P', date: '2026-11-05', closed: false, amounts },
    ];
    const requests = encode(cells, true, { requestor_id: 'key', nextId: () => 'a b/c' });

    expect(requests.map(({ message }) => message)).toEqual([
      'OTA_HotelInvCountNotifRQ',
      'OTA_HotelAvailNotifRQ',
      'OTA_HotelRateAmountNotifRQ',
    ]);
    expect(requests[0]?.body).toContain('EchoToken="a-b-c"');
    expect(requests[0]?.body).toContain('Version="3.0"><POS><Source><RequestorID ID="key"/>');
    expect(requests[0]?.body).toContain('<InvCount CountType="2" Count="3"/>');
    expect(requests[2]?.body).toContain('NotifType="Overlay" NotifScopeType="ProductRate"');
    expect(requests[2]?.body).toContain('NumberOfGuests="2" AmountBeforeTax="80.00"');
    expect(encode(cells)[2]?.body).toContain('NotifType="Delta"');
  });

  it('replaces prices with the first message of a full sync alone: another would replace what that one told', () => {
    const cells = Array.from({ length: 2_400 }, (_, index) => ({
      ...{ room_code: `R${String(index % 4)}`, rate_code: 'P', closed: false },
      date: new Date(Date.UTC(2026, 10, 1 + Math.floor(index / 4))).toISOString().slice(0, 10),
      amounts: [
        { guests: 2, amount: `${String(80 + (index % 7))}.00`, currency: 'EUR', tax: 'before' as const },
      ],
    }));
    const requests = encode(cells, true);
    const types = requests
      .filter(({ message }) => message === 'OTA_HotelRateAmountNotifRQ')
      .map(({ body }) => /NotifType="(\w+)"/.exec(body)?.[1]);

    expect(types.length).toBeGreaterThan(1);
    expect(types).toEqual(['Overlay', ...types.slice(1).map(() => 'Delta')]);
    const replacing = requests.filter(({ replaces }) => replaces === true);
    expect(replacing.map(({ body }) => body.includes('"Overlay"'))).toEqual([true]);
  });
});

describe('a message without any namespace', () => {
  const rate = (start: string, end: string, amount: string) =>
    `<RateAmountMessage><StatusApplicationControl Start="${start}" End="${end}" InvTypeCode="R" RatePlanCode="P"/><Rates><Rate><BaseByGuestAmts><BaseByGuestAmt AmountAfterTax="${amount}" CurrencyCode="USD"/></BaseByGuestAmts></Rate></Rates></RateAmountMessage>`;

  it('whose ranges share their boundary day gives that day to the last of them', async () => {
    const ranges = rate('2026-11-01', '2026-11-03', '100') + rate('2026-11-03', '2026-11-04', '200');
    const { content } = await decode(
      `<OTA_HotelRateAmountNotifRQ><RateAmountMessages HotelCode="H">${ranges}</RateAmountMessages></OTA_HotelRateAmountNotifRQ>`,
    );

    expect(content?.kind).toBe('ari');
    if (content?.kind !== 'ari') return;
    const amounts = toCalendar(content.ari).map(
      ({ date, amounts: [amount] = [] }) => `${date} ${amount?.amount ?? ''}`,
    );
    expect(amounts).toEqual(['2026-11-01 100', '2026-11-02 100', '2026-11-03 200', '2026-11-04 200']);
  });
});

describe('a removal of prices', () => {
  const removal = (control: string) =>
    decode(
      `<OTA_HotelRateAmountNotifRQ NotifType="Remove"><RateAmountMessages HotelCode="H"><RateAmountMessage>${control}</RateAmountMessage></RateAmountMessages></OTA_HotelRateAmountNotifRQ>`,
    );

  it.each(['', '<StatusApplicationControl Start="2026-11-31" End="2026-12-01" InvTypeCode="R"/>'])(
    'that is wrong is refused: %s',
    async (control) => {
      const { content, faults } = await removal(control);

      expect(content).toBeNull();
      expect(faults.length).toBe(1);
    },
  );
});

describe('an answer', () => {
  it('tells what went wrong with a document by an Issue, with ARI by an Error', async () => {
    const promotions = await decode('<Promotions id="m-1"/>');
    const answer = connector.encode(promotions.envelope, { kind: 'refused', faults: promotions.faults });

    expect(answer.body).toMatch(
      /<PromotionsResponse timestamp="[^"]+" id="m-1"><Issues><Issue code="VALIDATION"/,
    );
    const counts = await decode('<OTA_HotelInvCountNotifRQ EchoToken="e-1"/>');
    expect(connector.encode(counts.envelope, { kind: 'refused', faults: counts.faults }).body).toMatch(
      /<OTA_HotelInvCountNotifRS [^>]*EchoToken="e-1"><Errors><Error Type=/,
    );
  });
});
