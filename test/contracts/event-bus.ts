import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeadLetters } from '../../src/core/events/dead-letters.js';
import type { BusEvent, Consumer, EventBus, Subscription } from '../../src/core/events/event-bus.js';
import type { TailOptions } from '../../src/core/events/tail.js';
import type { LoggedEvent, NewEvent, Topic } from '../../src/core/events/types.js';
import { AppError } from '../../src/core/model/errors.js';
import { aBookingEvent, anInventoryEvent } from '../builders/an-event.js';
import { eventually } from '../harness/eventually.js';

export interface BusUnderTest {
  /** A bus of its own, as another process would have one. */
  open(): EventBus;
  /** From the commit of the change to the bus, by the relay that belongs to it. */
  publish(events: readonly NewEvent[]): Promise<void>;
  readonly deadLetters: DeadLetters;
  close(): Promise<void>;
}

interface Recorder extends Consumer {
  readonly seen: BusEvent[];
  /** Called before events count as worked on. */
  before: (events: readonly BusEvent[]) => void | Promise<void>;
}

/** What every EventBus must do, run on each of them. */
export function describeEventBus(name: string, openUnderTest: () => Promise<BusUnderTest>): void {
  describe(`event bus: ${name}`, () => {
    let under: BusUnderTest;
    const buses: EventBus[] = [];

    beforeAll(async () => {
      under = await openUnderTest();
    });
    afterEach(async () => {
      await Promise.all(buses.splice(0).map((bus) => bus.close()));
    });
    afterAll(() => under.close());

    function open(): EventBus {
      const bus = under.open();
      buses.push(bus);
      return bus;
    }

    /** A consumer whose name nobody used before, which looks only at one hotel: events of other tests are on the bus too. */
    function recorder(hotel: string, topics: readonly Topic[] = ['bellhop.bookings']): Recorder {
      const seen: BusEvent[] = [];
      const recording: Recorder = {
        name: `test-${randomBytes(5).toString('hex')}`,
        topics,
        seen,
        before: () => undefined,
        handle: async (events) => {
          const mine = events.filter((event) => event.hotel_id === hotel);
          await recording.before(mine);
          seen.push(...mine);
        },
      };
      return recording;
    }

    const versions = (consumer: Recorder) => consumer.seen.map((event) => event.version);
    const bookings = (hotel: string, from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => aBookingEvent({ hotel, version: from + index }));
    const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
    const drained = (bus: EventBus, consumer: Consumer) =>
      eventually(async () => (await bus.lag(consumer)).waiting === 0, {
        what: `${consumer.name} without lag`,
      });

    it('hands a new consumer everything kept, whole, of its topics only, in order', async () => {
      const hotel = '2001';
      await under.publish([anInventoryEvent({ hotel }), ...bookings(hotel, 1, 300)]);
      const consumer = recorder(hotel);
      const bus = open();
      bus.subscribe(consumer);
      await eventually(() => consumer.seen.length >= 300);
      expect(versions(consumer)).toEqual(upTo(300));
      const [first] = consumer.seen;
      expect(first).toEqual({
        ...aBookingEvent({ hotel, version: 1 }),
        outbox_id: expect.stringMatching(/^\d+$/) as string,
        request_id: 'req-contract',
        occurred_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      });
      await drained(bus, consumer);
    });

    it('keeps the order of each hotel while it goes on publishing', async () => {
      const consumer = recorder('2002');
      const other = recorder('2003');
      const bus = open();
      bus.subscribe(consumer);
      bus.subscribe(other);
      for (let version = 1; version <= 40; version += 1) {
        await under.publish([
          aBookingEvent({ hotel: '2002', version }),
          aBookingEvent({ hotel: '2003', version }),
        ]);
      }
      await eventually(() => consumer.seen.length >= 40 && other.seen.length >= 40);
      expect(versions(consumer)).toEqual(upTo(40));
      expect(versions(other)).toEqual(upTo(40));
    });

    it('goes on where it stopped, in another process too', async () => {
      const hotel = '2004';
      const consumer = recorder(hotel);
      const first = open();
      const subscription = first.subscribe(consumer);
      await under.publish(bookings(hotel, 1, 20));
      await eventually(() => consumer.seen.length >= 20);
      await subscription.stop();
      await first.close();

      await under.publish(bookings(hotel, 21, 30));
      expect(consumer.seen).toHaveLength(20);
      const second = open();
      expect((await second.lag(consumer)).waiting).toBeGreaterThanOrEqual(10);
      second.subscribe(consumer);
      await eventually(() => consumer.seen.length >= 30);
      expect(versions(consumer)).toEqual(upTo(30));
      await drained(second, consumer);
    });

    it('commits only after the effect: what stopped in between comes again', async () => {
      const hotel = '2005';
      await under.publish(bookings(hotel, 1, 5));
      const consumer = recorder(hotel);
      const subscriptions: Subscription[] = [];
      let stopped: Promise<void> | undefined;
      const never = new AppError('UNAVAILABLE', 'the store is away');
      consumer.before = (events) => {
        if (events.length === 0) return;
        // The effect happened, the answer of the store did not: the process must not take it for done.
        consumer.seen.push(...events);
        stopped ??= subscriptions[0]?.stop();
        throw never;
      };
      subscriptions.push(open().subscribe(consumer));
      await eventually(() => stopped !== undefined);
      await stopped;
      const before = consumer.seen.length;
      expect(before).toBeGreaterThan(0);

      consumer.before = () => undefined;
      open().subscribe(consumer);
      await eventually(() => consumer.seen.length >= before + 5);
      expect(versions(consumer).slice(before)).toEqual(upTo(5));
    });

    it('waits while the consumer says UNAVAILABLE, and loses nothing', async () => {
      const hotel = '2006';
      const consumer = recorder(hotel);
      let tries = 0;
      let away = true;
      consumer.before = (events) => {
        if (events.length === 0) return;
        tries += 1;
        if (away) throw new AppError('UNAVAILABLE', 'the store is away');
      };
      open().subscribe(consumer);
      await under.publish(bookings(hotel, 1, 12));
      await eventually(() => tries >= 3);
      expect(consumer.seen).toEqual([]);
      away = false;
      await eventually(() => consumer.seen.length >= 12);
      expect(versions(consumer)).toEqual(upTo(12));
      expect(await under.deadLetters.list({ consumer: consumer.name, limit: 10 })).toEqual([]);
    });

    it('sets aside exactly the event that fails, with its cause, and goes on', async () => {
      const hotel = '2007';
      const consumer = recorder(hotel);
      consumer.before = (events) => {
        if (events.some((event) => event.version === 4)) throw new Error('version 4 is cursed');
      };
      const bus = open();
      bus.subscribe(consumer);
      await under.publish(bookings(hotel, 1, 8));
      await eventually(() => consumer.seen.some((event) => event.version === 8));
      expect(versions(consumer)).toEqual([1, 2, 3, 5, 6, 7, 8]);
      const letters = await under.deadLetters.list({ consumer: consumer.name, limit: 10 });
      expect(letters).toEqual([
        expect.objectContaining({
          topic: 'bellhop.bookings',
          type: 'BookingConfirmed',
          hotel_id: hotel,
          version: 4,
          cause: 'Error: version 4 is cursed',
          state: 'PARKED',
        }),
      ]);
      const { event } = await under.deadLetters.show(letters[0]?.dead_letter_id ?? '');
      expect(event).toMatchObject(aBookingEvent({ hotel, version: 4 }));
      await drained(bus, consumer);
    });

    it('shares the work of one consumer between processes, and each takes over from the other', async () => {
      const hotels = ['2010', '2011', '2012', '2013', '2014', '2015'];
      const seen: BusEvent[] = [];
      let busy = 0;
      const twin = recorder('');
      twin.handle = async (events) => {
        const hotelsAtWork = new Set(events.map((event) => event.hotel_id));
        busy += hotelsAtWork.size;
        await new Promise((resolve) => setTimeout(resolve, 2));
        seen.push(...events.filter((event) => hotels.includes(event.hotel_id)));
        busy -= hotelsAtWork.size;
      };
      const [first, second] = [open(), open()];
      const leaving = first.subscribe(twin);
      second.subscribe(twin);
      const publish = (version: number) =>
        under.publish(hotels.map((hotel) => aBookingEvent({ hotel, version })));
      for (let version = 1; version <= 10; version += 1) await publish(version);
      await eventually(() => seen.length >= 60);
      await leaving.stop();
      for (let version = 11; version <= 20; version += 1) await publish(version);
      const distinct = () => new Set(seen.map((event) => event.outbox_id)).size;
      await eventually(() => distinct() >= 120, { within: 40_000 });
      for (const hotel of hotels) {
        const mine = seen.filter((event) => event.hotel_id === hotel);
        const firsts = mine.filter(
          (event, index) => mine.findIndex((other) => other.outbox_id === event.outbox_id) === index,
        );
        expect(firsts.map((event) => event.version)).toEqual(upTo(20));
      }
      expect(busy).toBe(0);
    });

    it('tells how far a consumer is behind', async () => {
      const hotel = '2008';
      const bus = open();
      const consumer = recorder(hotel, ['bellhop.hotels']);
      expect(await bus.lag(consumer)).toEqual({ consumer: consumer.name, waiting: 0 });
      const behind = recorder(hotel);
      const before = (await bus.lag(behind)).waiting;
      await under.publish(bookings(hotel, 1, 7));
      expect((await bus.lag(behind)).waiting).toBe(before + 7);
    });

    it('shows events to who looks on, from the start or behind an event, without consuming them', async () => {
      const hotel = '2020';
      await under.publish([...bookings(hotel, 1, 5), anInventoryEvent({ hotel })]);
      const bus = open();
      const tail = async (options: Partial<TailOptions>) => {
        const seen: LoggedEvent[] = [];
        const write: TailOptions['write'] = async (event) => {
          seen.push(event);
          return 'more';
        };
        const topics = ['bellhop.bookings', 'bellhop.inventory'] as const;
        await bus.tail({ topics, from: 'start', hotel_id: hotel, follow: false, write, ...options });
        return seen;
      };
      const all = await tail({ type: 'BookingConfirmed' });
      expect(all.map((event) => event.version)).toEqual(upTo(5));
      expect(await tail({})).toHaveLength(6);
      const third = all[2]?.event_id ?? '';
      expect(
        (await tail({ from: { after: third }, type: 'BookingConfirmed' })).map(({ version }) => version),
      ).toEqual([4, 5]);
      expect(await tail({ from: 'end' })).toEqual([]);
    });

    it('goes on behind what a named onlooker has taken', async () => {
      const hotel = '2021';
      await under.publish(bookings(hotel, 1, 6));
      const bus = open();
      const consumer = `look-${randomBytes(4).toString('hex')}`;
      const take = async (enough: number) => {
        const seen: number[] = [];
        const write: TailOptions['write'] = async (event) => {
          seen.push(event.version);
          return seen.length < enough ? 'more' : 'last';
        };
        const asked = { topics: ['bellhop.bookings'] as const, from: 'start' as const, follow: false };
        await bus.tail({ ...asked, hotel_id: hotel, consumer, write });
        return seen;
      };
      expect(await take(2)).toEqual([1, 2]);
      expect(await take(100)).toEqual([3, 4, 5, 6]);
      expect(await take(100)).toEqual([]);
    });

    it('says that it answers', async () => {
      expect(await open().healthy()).toBe(true);
    });

    it('stops with nobody left at work', async () => {
      const hotel = '2009';
      const consumer = recorder(hotel);
      const bus = open();
      bus.subscribe(consumer);
      await under.publish(bookings(hotel, 1, 1));
      await eventually(() => consumer.seen.length === 1);
      await bus.close();
      await under.publish(bookings(hotel, 2, 2));
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(versions(consumer)).toEqual([1]);
    });
  });
}
