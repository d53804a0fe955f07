import { z } from 'zod';
import { addDays, dayOfWeek, type LocalDate } from '../../core/model/local-date.js';
import { formatAmount, parseAmount } from '../../core/model/money.js';

const hotelFile = z.object({
  code: z.string(),
  currency: z.string(),
  rooms: z.array(
    z.object({ code: z.string(), capacity: z.number(), total_rooms: z.number(), base_price: z.string() }),
  ),
  rate_plans: z.array(z.object({ code: z.string() })),
});

/** What of a hotel file the messages of a year need. */
export type HotelFile = z.infer<typeof hotelFile>;

export const NIGHTS = 365;
const NAMESPACE = 'http://www.opentravel.org/OTA/2003/05';
const FRIDAY = 4;
const SATURDAY = 5;
/** Per cent of the base price. */
const WEEKEND = 120;
const NOT_REFUNDABLE = 90;

export function readHotelFile(text: string): HotelFile {
  return hotelFile.parse(JSON.parse(text));
}

/**
 * A year of prices as PMSs send it: one RateAmountMessage for each room, rate plan and night, by occupancy, indented.
 * Fourteen rooms and two rate plans are some 6 MB.
 */
export function yearOfRates(hotel: HotelFile, from: LocalDate): string {
  const messages: string[] = [];
  for (const room of hotel.rooms) {
    hotel.rate_plans.forEach(({ code }, plan) => {
      for (let night = 0; night < NIGHTS; night += 1) {
        const date = addDays(from, night);
        const percent = (isWeekend(date) ? WEEKEND : 100) * (plan === 0 ? 1 : NOT_REFUNDABLE / 100);
        const full = Math.round((parseAmount(room.base_price, hotel.currency) * percent) / 100);
        messages.push(
          rateMessage({ hotel, room: room.code, plan: code, date, full, alone: room.capacity === 1 }),
        );
      }
    });
  }
  return document('OTA_HotelRateAmountNotifRQ', 'RateAmountMessages', { hotel, messages });
}

/** A year of counts: equal nights in one AvailStatusMessage, all rooms on weekends and one kept back on other days. */
export function yearOfCounts(hotel: HotelFile, from: LocalDate): string {
  const messages = hotel.rooms.flatMap((room) =>
    runsOf(from, (date) =>
      isWeekend(date) || room.total_rooms < 8 ? room.total_rooms : room.total_rooms - 1,
    ).map(
      (run) => `    <AvailStatusMessage BookingLimit="${run.count}" BookingLimitMessageType="SetLimit">
      <StatusApplicationControl Start="${run.from}" End="${run.to}" InvTypeCode="${room.code}"/>
    </AvailStatusMessage>
`,
    ),
  );
  return document('OTA_HotelAvailNotifRQ', 'AvailStatusMessages', { hotel, messages });
}

function isWeekend(date: LocalDate): boolean {
  return dayOfWeek(date) === FRIDAY || dayOfWeek(date) === SATURDAY;
}

function runsOf(from: LocalDate, countOf: (date: LocalDate) => number) {
  const runs: { from: LocalDate; to: LocalDate; count: number }[] = [];
  for (let night = 0; night < NIGHTS; night += 1) {
    const date = addDays(from, night);
    const count = countOf(date);
    const last = runs.at(-1);
    if (last?.count === count) last.to = date;
    else runs.push({ from: date, to: date, count });
  }
  return runs;
}

function rateMessage(night: {
  hotel: HotelFile;
  room: string;
  plan: string;
  date: LocalDate;
  /** Price for a full room, minor units. */
  full: number;
  alone: boolean;
}): string {
  const { hotel, room, plan, date, full, alone } = night;
  const amount = (guests: number, minor: number) =>
    `            <BaseByGuestAmt AgeQualifyingCode="10" NumberOfGuests="${guests}" AmountAfterTax="${formatAmount(minor, hotel.currency)}"/>\n`;
  const amounts = alone ? amount(1, full) : amount(1, Math.round(full * 0.9)) + amount(2, full);
  return `    <RateAmountMessage>
      <StatusApplicationControl InvTypeCode="${room}" RatePlanCode="${plan}" Start="${date}" End="${date}"/>
      <Rates>
        <Rate CurrencyCode="${hotel.currency}">
          <BaseByGuestAmts>
${amounts}          </BaseByGuestAmts>
        </Rate>
      </Rates>
    </RateAmountMessage>
`;
}

function document(
  root: string,
  list: string,
  { hotel, messages }: { hotel: HotelFile; messages: readonly string[] },
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<${root} xmlns="${NAMESPACE}" EchoToken="year-of-${hotel.code}" Version="1.0">
  <POS><Source><RequestorID Type="22" ID="DEMOPMS"/></Source></POS>
  <${list} HotelCode="${hotel.code}">
${messages.join('')}  </${list}>
</${root}>
`;
}
