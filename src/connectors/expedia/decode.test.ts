import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../core/model/clock.js';
import type { ChannelSettings } from '../../core/model/channel-codec.js';
import { decodeExpedia } from './decode.js';
import { createExpediaConnector } from './expedia-connector.js';

const connector = createExpediaConnector({ clock: systemClock });
const decode = (xml: string, options = {}) => decodeExpedia(Buffer.from(xml), { charset: null, ...options });
const update = (content: string, namespace = 'xmlns="http://www.expediaconnect.com/EQC/AR/2011/06"') =>
  `<AvailRateUpdateRQ ${namespace}><Authentication username="u" password="p"/><Hotel id="411"/>${content}</AvailRateUpdateRQ>`;
const product = (dates: string, room: string) =>
  `<AvailRateUpdate><DateRange ${dates}/><RoomType id="1">${room}</RoomType></AvailRateUpdate>`;

describe('AvailRateUpdateRQ', () => {
  test('without namespace it is read all the same, and codes stay text', async () => {
    const { content, envelope } = await decode(
      update(product('from="2026-10-01" to="2026-10-01"', '<RatePlan id="007" closed="1"/>'), ''),
    );

    expect(content).toMatchObject({
      kind: 'ari',
      ari: { updates: [{ room_code: '1', rate_code: '007', set: { closed: true } }] },
    });
    expect(envelope.credentials).toEqual({ username: 'u', password: 'p' });
  });

  test('an omitted limit is reset, or stays where the partner means it so', async () => {
    const xml = update(
      product(
        'from="2026-10-01" to="2026-10-01"',
        '<RatePlan id="2"><Restrictions closedToArrival="true"/></RatePlan>',
      ),
    );
    const set = async (overrides: object) => {
      const { content } = await decode(xml, { overrides });
      return content?.kind === 'ari' ? content.ari.updates[0]?.set : null;
    };

    expect(await set({})).toEqual({
      closed_to_arrival: true,
      min_stay_arrival: null,
      max_stay_arrival: null,
    });
    expect(await set({ los: 'through' })).toMatchObject({ min_stay_through: null });
    expect(await set({ absent_restriction: 'unchanged' })).toEqual({ closed_to_arrival: true });
  });

  test('the same status of a room beside each of its rate plans is no duplicate, another one is', async () => {
    const dates = 'from="2026-10-01" to="2026-10-05"';
    const twice = (first: string, second: string) =>
      update(
        `<AvailRateUpdate><DateRange ${dates}/><RoomType id="1" closed="${first}"><RatePlan id="2" closed="true"/></RoomType></AvailRateUpdate>` +
          `<AvailRateUpdate><DateRange ${dates}/><RoomType id="1" closed="${second}"><RatePlan id="3" closed="true"/></RoomType></AvailRateUpdate>`,
      );

    expect((await decode(twice('false', 'false'))).faults).toEqual([]);
    expect((await decode(twice('false', 'true'))).faults).toMatchObject([{ ota: { code: 3108 } }]);
  });

  test('day flags keep two updates of one range apart', async () => {
    const dates = 'from="2026-10-01" to="2026-10-31"';
    const { faults } = await decode(
      update(
        product(`${dates} mon="true"`, '<RatePlan id="2" closed="true"/>') +
          product(`${dates} mon="false" tue="true"`, '<RatePlan id="2" closed="false"/>'),
      ),
    );

    expect(faults).toEqual([]);
  });

  test('more than 5,000 values or 100 kB are refused by their numbers', async () => {
    const prices = Array.from(
      { length: 10 },
      (_, i) => `<PerOccupancy rate="9.00" occupancy="${i + 1}"/>`,
    ).join('');
    const many = update(
      product(
        'from="2026-10-01" to="2028-09-01"',
        `<RatePlan id="2"><Rate currency="EUR">${prices}</Rate></RatePlan>`,
      ),
    );
    const large = update(
      `<!--${'x'.repeat(103_000)}-->${product('from="2026-10-01" to="2026-10-01"', '<RatePlan id="2" closed="true"/>')}`,
    );

    expect((await decode(many)).faults).toMatchObject([{ ota: { code: 3107 } }]);
    const tooLarge = await decode(large);
    expect(tooLarge.faults).toMatchObject([{ code: 'TOO_LARGE', ota: { code: 3405 } }]);
    expect(connector.encode(tooLarge.envelope, { kind: 'refused', faults: tooLarge.faults }).body).toContain(
      '<Error code="3405">',
    );
  });
});

describe('a notification', () => {
  const fixture = (name: string) =>
    readFileSync(new URL(`../../../fixtures/expedia/${name}.xml`, import.meta.url), 'utf8');

  test.each(['notification-new', 'notification-modified', 'notification-cancelled'])(
    '%s that was sent before says so, in the header or as OpenTravel has it',
    async (name) => {
      const xml = fixture(name);
      const repeated = async (text: string) => {
        const { content } = await decode(text);
        return content?.kind === 'reservations' ? content.reservations.map((each) => each.repeated) : null;
      };

      expect(await repeated(xml)).toEqual([undefined]);
      expect(await repeated(xml.replace('RetryIndicator="false"', 'RetryIndicator="true"'))).toEqual([true]);
      expect(
        await repeated(xml.replace(' EchoToken=', ' RetransmissionIndicator="true" EchoToken=')),
      ).toEqual([true]);
    },
  );
});

describe('pull of bookings', () => {
  const settings: ChannelSettings = {
    username: 'u',
    password: 'p',
    now: '2026-09-01T10:00:00Z',
    nextId: () => '1',
  };
  const pull = connector.channel?.pull;

  test('asks, and confirms with our number, ten of one hotel at a time', () => {
    const [question] = pull?.requests(settings) ?? [];
    expect(question).toMatchObject({ path: '/eqc/br', message: 'BookingRetrievalRQ' });
    if (question === undefined) throw new Error('no question');

    const results = Array.from({ length: 12 }, (_, i) => ({
      reference: `${i}`,
      message_id: `3546/Modify/${i}`,
      our_number: `9${i}`,
      error: null,
    }));
    const answer = pull?.acknowledge(question, results, settings);

    expect(answer?.path).toBe('/eqc/bc');
    expect(answer?.body).toContain('<Hotel id="3546"/>');
    expect(answer?.body).toContain('bookingID="0" bookingType="Modify" confirmNumber="90"');
    expect(answer?.body.match(/<BookingConfirmNumber /g)).toHaveLength(10);
    expect(pull?.acknowledge(question, [], settings)).toBeNull();
  });
});
