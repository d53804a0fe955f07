import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aGateway, basicAuth, type PartnerCode, type TestGateway } from './a-gateway.js';

const OTA = 'xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.000"';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());

async function post(action: string, request: string, as: PartnerCode = 'pms-1', version = '2022-10') {
  const fields = Object.entries({ action, request }).map(
    ([name, value]) => `--xyz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const response = await gateway.call('POST', '/pms/alpinebits', {
    body: Buffer.from(`${fields.join('')}--xyz--\r\n`),
    headers: {
      'content-type': 'multipart/form-data; boundary=xyz',
      'x-alpinebits-clientid': 'test-client',
      'x-alpinebits-clientprotocolversion': version,
      authorization: basicAuth(as, gateway.keys[as]),
    },
  });
  expect(response.status).toBe(200);
  return response.text();
}

const read = (criteria = '', as: PartnerCode = 'pms-1') =>
  post(
    'OTA_Read:GuestRequests',
    `<OTA_ReadRQ ${OTA}><ReadRequests><HotelReadRequest HotelCode="HV01">${criteria}</HotelReadRequest></ReadRequests></OTA_ReadRQ>`,
    as,
  );

const report = (content: string, as: PartnerCode = 'pms-1') =>
  post(
    'OTA_NotifReport:GuestRequests',
    `<OTA_NotifReportRQ ${OTA}><Success/>${content}</OTA_NotifReportRQ>`,
    as,
  );

const taken = (ids: readonly (readonly [string, string])[]) =>
  `<NotifDetails><HotelNotifReport><HotelReservations>${ids
    .map(([type, id]) => `<HotelReservation><UniqueID Type="${type}" ID="${id}"/></HotelReservation>`)
    .join('')}</HotelReservations></HotelNotifReport></NotifDetails>`;

/** Type, number and status of what an answer holds. */
function reservations(xml: string): { type: string; id: string; status: string }[] {
  return [
    ...xml.matchAll(/<HotelReservation [^>]*ResStatus="(\w+)".*?<UniqueID Type="(\d+)" ID="(\d+)"/gs),
  ].map(([, status = '', type = '', id = '']) => ({ status, type, id }));
}

let booked = 0;

async function book(): Promise<string> {
  booked += 1;
  const response = await gateway.call('POST', '/api/bookings/create', {
    as: 'ota-1',
    headers: { 'idempotency-key': `key-${booked}` },
    body: {
      hotel_id: 'HV01',
      room_code: 'DBL',
      rate_code: 'BAR',
      checkin_date: gateway.day(10),
      checkout_date: gateway.day(12),
      guests: 2,
      partner_reference: `R-${booked}`,
      guest: { first_name: 'Ada', last_name: 'Öst & Co', email: 'ada@example.com' },
    },
  });
  const text = await response.text();
  expect(response.status, text).toBe(201);
  return (JSON.parse(text) as { booking_id: string }).booking_id;
}

async function cancel(id: string): Promise<void> {
  const response = await gateway.call('POST', `/api/bookings/${id}/cancel`, { as: 'ota-1', body: {} });
  expect(response.status).toBe(200);
}

async function night(): Promise<{ pms_rooms: number; unacked_rooms: number }> {
  const query = `hotel_id=HV01&room_code=DBL&from=${gateway.day(10)}&to=${gateway.day(10)}`;
  const response = await gateway.call('GET', `/api/ari?${query}`, { as: 'pms-1' });
  const { nights } = (await response.json()) as { nights: { pms_rooms: number; unacked_rooms: number }[] };
  const [first] = nights;
  if (first === undefined) throw new Error('no night');
  return { pms_rooms: first.pms_rooms, unacked_rooms: first.unacked_rooms };
}

/** Takes everything that waits, so that each test sees its own bookings alone. */
async function settle(): Promise<void> {
  for (let waiting = reservations(await read()); waiting.length > 0; waiting = reservations(await read()))
    await report(taken(waiting.map(({ type, id }) => [type, id] as const)));
}

describe('GuestRequests over HTTP', () => {
  beforeEach(async () => {
    await settle();
    await gateway.load(5);
  });

  it('hands out a booking again and again until it is acknowledged by its number', async () => {
    const id = await book();

    const first = await read();
    expect(reservations(first)).toEqual([{ type: '14', id, status: 'Reserved' }]);
    expect(first).toContain('Öst &amp; Co');
    expect(first).toMatch(new RegExp(`<TimeSpan Start="${gateway.day(10)}" End="${gateway.day(12)}"/>`));
    expect(first).toContain('AmountAfterTax="200.00"');
    expect(reservations(await read())).toHaveLength(1);
    expect(await night()).toEqual({ pms_rooms: 5, unacked_rooms: 1 });

    expect(await report(taken([['14', id]]))).toMatch(
      /<OTA_NotifReportRS[^>]*><Success\/><\/OTA_NotifReportRS>/,
    );
    expect(await night()).toEqual({ pms_rooms: 4, unacked_rooms: 0 });
    expect(reservations(await read())).toEqual([]);
  });

  it('tells a booking that was cancelled before its acknowledgement one state at a time', async () => {
    const id = await book();
    await read();
    await cancel(id);

    expect(reservations(await read())).toEqual([{ type: '14', id, status: 'Reserved' }]);
    await report(taken([['14', id]]));
    // The number is the same: it tells the PMS what is cancelled.
    expect(reservations(await read())).toEqual([{ type: '15', id, status: 'Cancelled' }]);
    expect(await night()).toEqual({ pms_rooms: 4, unacked_rooms: 0 });
    // Said again, the first acknowledgement is not taken for one of the cancellation.
    await report(taken([['14', id]]));
    expect(reservations(await read())).toEqual([{ type: '15', id, status: 'Cancelled' }]);
    await report(taken([['15', id]]));
    expect(await night()).toEqual({ pms_rooms: 5, unacked_rooms: 0 });
    expect(reservations(await read())).toEqual([]);
  });

  it('notes a refusal, keeps its room from being sold twice, and tells of numbers that it never gave', async () => {
    const id = await book();
    await read();

    const answer = await report(
      `<Warnings><Warning Type="3" Code="450" RecordID="${id}">no such room</Warning></Warnings>${taken([['14', 'f054bbd2f5ebab9']])}`,
    );

    expect(answer).toMatch(/<Success\/>.*<Warning Type="3" Code="450" RecordID="f054bbd2f5ebab9">/s);
    expect(await night()).toEqual({ pms_rooms: 5, unacked_rooms: 1 });
    expect(reservations(await read())).toEqual([]);
    // It may think better of it.
    await report(taken([['14', id]]));
    expect(await night()).toEqual({ pms_rooms: 4, unacked_rooms: 0 });
  });

  it('with Start tells everything since then, acknowledged or not', async () => {
    const start = new Date(Date.now() - 5_000).toISOString();
    const id = await book();
    await read();
    await report(taken([['14', id]]));

    const again = reservations(await read(`<SelectionCriteria Start="${start}"/>`));
    expect(again).toContainEqual({ type: '14', id, status: 'Reserved' });
    const future = new Date(Date.now() + 3_600_000).toISOString();
    expect(reservations(await read(`<SelectionCriteria Start="${future}"/>`))).toEqual([]);
  });

  it('takes the status Reserved as an acknowledgement, and tells back what only the channel can do', async () => {
    const id = await book();
    await read();
    const status = (type: string, number: string, word: string) =>
      `<HotelReservation ResStatus="${word}" CreateDateTime="2027-01-01T00:00:00Z"><UniqueID Type="${type}" ID="${number}"/></HotelReservation>`;

    const answer = await post(
      'OTA_HotelResNotif:GuestRequests_StatusUpdate',
      `<OTA_HotelResNotifRQ ${OTA}><HotelReservations>${status('14', id, 'Reserved')}${status('15', 'abc', 'Cancelled')}</HotelReservations></OTA_HotelResNotifRQ>`,
    );

    expect(answer).toMatch(/<Success\/><Warnings><Warning Type="3" Code="450" RecordID="abc">/);
    expect(answer).toContain(`<UniqueID Type="14" ID="${id}"/>`);
    expect(await night()).toEqual({ pms_rooms: 4, unacked_rooms: 0 });
  });

  it('shows nothing of a hotel to who is not its PMS, and notes nothing of theirs', async () => {
    const id = await book();
    await read();

    expect(await read('', 'pms-2')).toMatch(/<Errors><Error Type="13" Code="392"/);
    expect(await report(taken([['14', id]]), 'pms-2')).toMatch(/<Errors>/);
    expect(await night()).toEqual({ pms_rooms: 5, unacked_rooms: 1 });
  });
});

const plan = (content: string, { type = 'New', rate = 'BAR' } = {}) =>
  `<OTA_HotelRatePlanNotifRQ ${OTA}><RatePlans HotelCode="HV01"><RatePlan RatePlanNotifType="${type}" CurrencyCode="EUR" RatePlanCode="${rate}">${content}</RatePlan></RatePlans></OTA_HotelRatePlanNotifRQ>`;

const STATIC =
  '<Rate RateTimeUnit="Day" UnitMultiplier="1"><BaseByGuestAmts><BaseByGuestAmt Type="7"/></BaseByGuestAmts><MealsIncluded MealPlanIndicator="true" MealPlanCodes="3"/></Rate>';

const season = (from: number, to: number, amount: string) =>
  `<Rate InvTypeCode="DBL" Start="${gateway.day(from)}" End="${gateway.day(to)}"><BaseByGuestAmts><BaseByGuestAmt NumberOfGuests="2" AgeQualifyingCode="10" AmountAfterTax="${amount}"/></BaseByGuestAmts></Rate>`;

const rule = (from: number, to: number, content: string) =>
  `<BookingRules><BookingRule Start="${gateway.day(from)}" End="${gateway.day(to)}">${content}</BookingRule></BookingRules>`;

const minimum = (nights: number) =>
  `<LengthsOfStay><LengthOfStay Time="${nights}" TimeUnit="Day" MinMaxMessageType="SetMinLOS"/></LengthsOfStay>`;

interface StoredRate {
  readonly rate_code: string;
  readonly occupancy_amounts: Record<string, string> | null;
  readonly min_stay_arrival: number | null;
}

async function bar(day: number): Promise<StoredRate | undefined> {
  const query = `hotel_id=HV01&room_code=DBL&from=${gateway.day(day)}&to=${gateway.day(day)}`;
  const response = await gateway.call('GET', `/api/ari?${query}`, { as: 'pms-1' });
  const { nights } = (await response.json()) as { nights: { rates: StoredRate[] }[] };
  return nights[0]?.rates.find(({ rate_code }) => rate_code === 'BAR');
}

const pushPlan = (xml: string) => post('OTA_HotelRatePlanNotif:RatePlans', xml);

describe('RatePlans over HTTP', () => {
  it('sells by the prices of a whole rate plan, which replaces the one before', async () => {
    await gateway.load(5);
    const first = plan(`${rule(20, 29, minimum(3))}<Rates>${STATIC}${season(20, 29, '80')}</Rates>`);
    expect(await pushPlan(first)).toMatch(/<Success\/>/);
    expect(await bar(21)).toMatchObject({ occupancy_amounts: { 2: '160.00' }, min_stay_arrival: 3 });

    // Past seasons of a plan are no fault; nights that it does not name any more have no price.
    const second = plan(`<Rates>${STATIC}${season(-30, -20, '70')}${season(25, 29, '90')}</Rates>`);
    expect(await pushPlan(second)).toMatch(/<Success\/>/);
    expect(await bar(26)).toMatchObject({ occupancy_amounts: { 2: '180.00' }, min_stay_arrival: null });
    expect(await bar(21)).toMatchObject({ occupancy_amounts: null, min_stay_arrival: null });
  });

  it('reads an overlay with what was said of the whole plan, and changes its dates alone', async () => {
    await pushPlan(plan(`${rule(30, 39, minimum(4))}<Rates>${STATIC}${season(30, 39, '50')}</Rates>`));

    const overlay = plan(`${rule(33, 34, '')}<Rates>${season(35, 36, '75')}</Rates>`, { type: 'Overlay' });
    expect(await pushPlan(overlay)).toMatch(/<Success\/>/);

    expect(await bar(31)).toMatchObject({ occupancy_amounts: { 2: '100.00' }, min_stay_arrival: 4 });
    expect(await bar(33)).toMatchObject({ occupancy_amounts: { 2: '100.00' }, min_stay_arrival: null });
    expect(await bar(35)).toMatchObject({ occupancy_amounts: { 2: '150.00' }, min_stay_arrival: 4 });
  });

  it('takes a rate plan off sale, and then refuses parts of it', async () => {
    await pushPlan(plan(`<Rates>${STATIC}${season(40, 41, '50')}</Rates>`));
    expect(await pushPlan(plan('', { type: 'Remove' }))).toMatch(/<Success\/>/);
    expect(await bar(40)).toMatchObject({ occupancy_amounts: null });

    const overlay = plan(`<Rates>${season(40, 41, '75')}</Rates>`, { type: 'Overlay' });
    expect(await pushPlan(overlay)).toMatch(/<Errors><Error Type="13" Code="249">.*never sent whole/);
  });

  it('refuses an unknown rate plan by its number, and overlapping seasons by theirs', async () => {
    const content = `<Rates>${STATIC}${season(40, 41, '50')}</Rates>`;
    expect(await pushPlan(plan(content, { rate: 'NOPE' }))).toMatch(/<Error Type="13" Code="249">/);
    const overlapping = plan(`<Rates>${STATIC}${season(40, 45, '50')}${season(45, 46, '60')}</Rates>`);
    expect(await pushPlan(overlapping)).toMatch(/<Error Type="13" Code="404">/);
  });
});

describe('BaseRates and EventReports over HTTP', () => {
  const ask = (content: string) =>
    post(
      'OTA_HotelRatePlan:BaseRates',
      `<OTA_HotelRatePlanRQ ${OTA}><RatePlans><RatePlan>${content}<HotelRef HotelCode="HV01"/></RatePlan></RatePlans></OTA_HotelRatePlanRQ>`,
    );

  it('gives day prices of a range, seasons of one price together', async () => {
    await gateway.load(5);
    const answer = await ask(`<DateRange Start="${gateway.day(10)}" End="${gateway.day(14)}"/>`);

    expect(answer).toMatch(/<OTA_HotelRatePlanRS[^>]*><Success\/><RatePlans HotelCode="HV01"><RatePlan /);
    expect(answer).toContain(`<Rate InvTypeCode="DBL" Start="${gateway.day(10)}" End="${gateway.day(14)}">`);
    expect(answer).toContain('<BaseByGuestAmt NumberOfGuests="2" AmountAfterTax="100.00"/>');
    expect(answer).toContain('<BaseByGuestAmt Type="25"/>');
  });

  it('names the rate plans without DateRange, and does not pretend to know changes', async () => {
    const names = await ask('');
    expect(names).toMatch(/RatePlanCode="BAR"/);
    expect(names).not.toContain('<Rates>');
    const candidate = '<RatePlanCandidates><RatePlanCandidate RatePlanCode="BAR"/></RatePlanCandidates>';
    expect(await ask(candidate)).toContain('AmountAfterTax="100.00"');
    expect(await ask('<DateRange/>')).toMatch(/<Success\/><Warnings><Warning Type="3">/);
    const changes = await ask(
      '<DateRange/><RatePlanCandidates><RatePlanCandidate RatePlanCode="BAR"/></RatePlanCandidates>',
    );
    expect(changes).toMatch(/<Success\/><Warnings><Warning Type="3">/);
  });

  it('takes events into the journal', async () => {
    const request = `<OTA_HotelPostEventNotifRQ ${OTA}><EventReports><EventReport><EventSites><EventSite HotelCode="HV01"><Event_ID Type="18" ID="1"/></EventSite></EventSites><GeneralEventInfo/></EventReport></EventReports></OTA_HotelPostEventNotifRQ>`;
    expect(await post('OTA_HotelPostEventNotif:EventReports', request)).toMatch(/<Success\/>/);
    const other = await post('OTA_HotelPostEventNotif:EventReports', request.replace('HV01', 'HV02'));
    expect(other).toMatch(/<Error Type="13" Code="392">/);
  });
});
