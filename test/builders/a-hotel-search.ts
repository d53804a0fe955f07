import type { Consumer } from '../../src/core/events/event-bus.js';
import type { LoggedEvent } from '../../src/core/events/types.js';
import type { AriAmount, AriUpdate, Restrictions } from '../../src/core/model/ari.js';
import type { LocalDate } from '../../src/core/model/local-date.js';
import type { SearchRequest } from '../../src/core/search/search-hotels.js';
import { aHotel, type HotelFile } from './a-hotel.js';
import { aMessage, anApp, type TestApp } from './an-app.js';

export interface HotelSearchUnderTest {
  /** Settings that choose the index. */
  readonly env: Record<string, string>;
  /** Makes what was written visible at once. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Hotels that are searched, and an index that a test brings up to date when it says so. */
export class HotelSearch {
  #under: HotelSearchUnderTest | undefined;
  #app: TestApp | undefined;
  #place = '0';

  get under(): HotelSearchUnderTest {
    if (this.#under === undefined) throw new Error('the index is not open yet');
    return this.#under;
  }

  get t(): TestApp {
    if (this.#app === undefined) throw new Error('the search is not open yet');
    return this.#app;
  }

  get projector(): Consumer {
    const consumer = this.t.app.consumers.get('search');
    if (consumer === undefined) throw new Error('the app has no consumer "search"');
    return consumer;
  }

  async open(under: Promise<HotelSearchUnderTest>): Promise<void> {
    this.#under = await under;
    this.#app = await anApp({
      env: this.#under.env,
      hotel: { latitude: 41.15, longitude: -8.61, amenities: ['WIFI'] },
    });
  }

  async close(): Promise<void> {
    await this.t.close();
    await this.under.close();
  }

  /** Before a test: HV01 is open for sixty nights at 100.00 EUR, and the index knows. */
  async begin(): Promise<void> {
    const range = { from: this.day(0), to: this.day(60), room_code: 'DBL' };
    const clear: Restrictions = {
      closed: false,
      closed_to_arrival: false,
      closed_to_departure: false,
      min_stay_arrival: null,
      max_stay_through: null,
      min_advance_days: null,
    };
    await this.t.push([
      { ...range, available: 5 },
      { ...range, rate_code: 'BAR', amounts: priceOf(100), set: clear },
    ]);
    await this.project();
  }

  /** Every event so far that the projector has not had. */
  async newEvents(): Promise<LoggedEvent[]> {
    await this.t.app.relay.drain();
    const events = await this.t.app.eventLog.read({ after: this.#place, limit: 1_000 });
    this.#place = events.at(-1)?.event_id ?? this.#place;
    return events.filter(({ topic }) => this.projector.topics.includes(topic));
  }

  async project(): Promise<void> {
    await this.projector.handle(await this.newEvents());
    await this.under.refresh();
  }

  search(request: Partial<SearchRequest> = {}): ReturnType<TestApp['app']['searchHotels']> {
    return this.t.app.searchHotels({
      viewer: null,
      text: null,
      city: null,
      country: null,
      near: null,
      stay: null,
      guests: null,
      rooms: 1,
      price: null,
      amenities: [],
      rating: null,
      sort: 'recommended',
      limit: 20,
      cursor: null,
      facets: false,
      ...request,
    });
  }

  /** Codes of the hotels that a search shows. */
  async codes(request: Partial<SearchRequest> = {}): Promise<string[]> {
    return (await this.search(request)).hotels.map(({ hotel_code }) => hotel_code);
  }

  day(offset: number): LocalDate {
    return this.t.day(offset);
  }

  stay(from: number, to: number): NonNullable<SearchRequest['stay']> {
    return { check_in: this.day(from), check_out: this.day(to) };
  }

  /** Rooms of HV01 that are left on one day. */
  count(day: number, available: number): ReturnType<TestApp['push']> {
    return this.t.push([{ from: this.day(day), to: this.day(day), available }]);
  }

  restrict(day: number, set: Restrictions, extra: Partial<AriUpdate> = {}): ReturnType<TestApp['push']> {
    return this.t.push([{ from: this.day(day), to: this.day(day), rate_code: 'BAR', set, ...extra }]);
  }

  onboard(file: Partial<HotelFile>): ReturnType<TestApp['app']['onboardHotel']> {
    return this.t.app.onboardHotel(aHotel({ pms: this.t.pms.code, otas: [this.t.ota.code], ...file }), {
      dryRun: false,
      requestId: null,
    });
  }

  /** 25 hotels in Braga. @returns the codes of those that may be booked for a single night, which the index does not know. */
  async onboardBraga(): Promise<string[]> {
    const sellable: string[] = [];
    for (let at = 0; at < 25; at += 1) {
      const code = `PG${String(at).padStart(2, '0')}`;
      await this.onboard({ code, name: `Page ${at}`, city: 'Braga' });
      const range = { from: this.day(0), to: this.day(20) };
      const set = at % 3 === 0 ? {} : { min_stay_arrival: 2 };
      if (at % 3 === 0) sellable.push(code);
      const updates = [
        { ...range, available: 2 },
        { ...range, rate_code: 'BAR', amounts: priceOf(100), set },
      ];
      await this.t.app.applyAri(this.t.pms, aMessage(code, updates), { requestId: null });
    }
    await this.project();
    return sellable;
  }

  /** Whether the index has that night of HV01 for sale. */
  async openOn(day: number): Promise<boolean> {
    const open = (await this.t.app.searchIndex.openNights([this.t.hotelId])).get(this.t.hotelId);
    const night = this.day(day);
    return [...(open?.values() ?? [])].flat().some(({ from, to }) => from <= night && night <= to);
  }

  /** How many times somebody began to write to the index. */
  async ticket(): Promise<number> {
    const [row] = await this.t.db.database.rows<{ ticket: string }>('SELECT ticket FROM search_clock');
    return Number(row?.ticket ?? 0);
  }
}

/** For two. */
export function priceOf(amount: number): AriAmount[] {
  return [{ guests: 2, amount: `${amount}.00`, currency: 'EUR', tax: 'after' }];
}
