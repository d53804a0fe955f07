import { z } from 'zod';
import { SORTS } from '../../core/search/search-index.js';
import { daysBetween } from '../../core/model/local-date.js';
import { amount, code, currency, flag, id, limit, localDate } from './primitives.js';

const MAX_NIGHTS = 180;
/** Half of the earth's girth: beyond it every place is within. */
const MAX_RADIUS_KM = 20_000;

const count = (most: number) =>
  z.coerce
    .number(`must be 1 to ${most}`)
    .int()
    .min(1, `must be 1 to ${most}`)
    .max(most, `must be 1 to ${most}`);

const words = z.string().trim().min(1, 'must not be empty').max(200, 'must be 200 characters or fewer');

const NUMBER = String.raw`-?\d{1,5}(?:\.\d{1,10})?`;
const CIRCLE = new RegExp(`^(${NUMBER}),(${NUMBER}),(${NUMBER})$`);

/** How a part of a place begins that was meant as a number, and numbers of other languages. */
const NUMERIC = /^(?:[-+]?[.\d]|[-+]?inf(?:inity)?$|nan$|null$|undefined$)/i;

/** As a city it would quietly find nothing: coordinates gone wrong, or no letter at all. */
function isMeantAsPlace(text: string): boolean {
  const parts = text.split(',').map((part) => part.trim());
  return (
    !/\p{L}/u.test(text) || (parts.length > 1 && parts.some((part) => part === '' || NUMERIC.test(part)))
  );
}

/** "Porto", or "41.15,-8.61,5": latitude, longitude and kilometres. */
const location = words.transform((text, context) => {
  const match = CIRCLE.exec(text.replaceAll(' ', ''));
  if (match === null) {
    if (isMeantAsPlace(text))
      return fault(context, 'must be a city, or latitude,longitude,radius in km, such as 41.15,-8.61,5');
    return { city: text, near: null };
  }
  const [latitude, longitude, radius_km] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (Math.abs(latitude) > 90) return fault(context, 'must have a latitude from -90 to 90');
  if (Math.abs(longitude) > 180) return fault(context, 'must have a longitude from -180 to 180');
  if (radius_km <= 0 || radius_km > MAX_RADIUS_KM)
    return fault(context, `must have a radius above 0 and up to ${MAX_RADIUS_KM} km`);
  return { city: null, near: { latitude, longitude, radius_km } };
});

const PRICE = String.raw`\d{1,12}(?:\.\d{1,3})?`;
const PRICE_RANGE = new RegExp(`^(${PRICE})?-(${PRICE})?$`);

/** Empty is refused like every other parameter without a value: it would be read as 0, which asks for nothing. */
const rating = z
  .string()
  .regex(/^(?:[0-4](?:\.\d{1,2})?|5(?:\.0{1,2})?)$/, 'must be 0 to 5')
  .transform(Number);

/** "100-200", "100-" or "-200", both ends inclusive. */
const priceRange = z.string().transform((text, context) => {
  const match = PRICE_RANGE.exec(text.trim());
  if (match === null || text.trim() === '-')
    return fault(context, 'must be two amounts such as 100-200, 100- or -200');
  const end = (part: string | undefined) => (part === undefined ? null : Number(part));
  const [min, max] = [end(match[1]), end(match[2])];
  if (min !== null && max !== null && min > max) return fault(context, 'must begin with the lower amount');
  return { min, max };
});

const amenities = z.string().transform((text, context) => {
  const names = text.split(',').map((name) => name.trim().toUpperCase());
  if (names.length > 20 || names.some((name) => !/^[A-Z][A-Z0-9_]{0,63}$/.test(name)))
    return fault(context, 'must be up to 20 names with commas between, such as WIFI,POOL');
  return [...new Set(names)];
});

function fault(context: z.core.$RefinementCtx, message: string): never {
  context.issues.push({ code: 'custom', message, input: context.value });
  return z.NEVER;
}

export const searchQuery = z
  .strictObject({
    checkin_date: localDate.optional(),
    checkout_date: localDate.optional().meta({ description: 'departure date; comes with checkin_date' }),
    location: location
      .optional()
      .meta({ description: 'a city, or latitude,longitude,radius in km', example: 'Porto', type: 'string' }),
    city: words.optional(),
    country: z
      .string()
      .regex(/^[A-Za-z]{2}$/, 'must be a country code of ISO 3166, such as PT')
      .optional(),
    text: words
      .optional()
      .meta({ description: 'each word is the beginning of a word of name, city or description' }),
    guests: count(500).optional().meta({ description: 'adults in all rooms together; 2 with dates' }),
    rooms: count(50).default(1),
    price_range: priceRange.optional().meta({
      description: "per room and night in the hotel's own currency, inclusive",
      example: '100-200',
      type: 'string',
    }),
    amenities: amenities
      .optional()
      .meta({ description: 'all of them', example: 'WIFI,POOL', type: 'string' }),
    rating: rating.optional().meta({ description: 'at least', type: 'number', minimum: 0, maximum: 5 }),
    sort: z.enum(SORTS, `must be one of ${SORTS.join(', ')}`).default('recommended'),
    limit: limit(100, 20),
    cursor: z.string().min(1).max(2_000).optional().meta({ description: 'next_cursor of the page before' }),
    facets: flag.meta({ description: 'also count the values of everything that the index finds' }),
  })
  .superRefine((query, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const { checkin_date, checkout_date } = query;
    if (checkin_date === undefined && checkout_date !== undefined)
      issue('checkin_date', 'is missing; dates come together');
    if (checkin_date !== undefined && checkout_date === undefined)
      issue('checkout_date', 'is missing; dates come together');
    if (checkin_date !== undefined && checkout_date !== undefined) {
      const nights = daysBetween(checkin_date, checkout_date);
      if (nights < 1) issue('checkout_date', 'must be after checkin_date');
      if (nights > MAX_NIGHTS) issue('checkout_date', `a stay takes at most ${MAX_NIGHTS} nights`);
    }
    if (query.city !== undefined && (query.location?.city ?? null) !== null)
      issue('city', 'is given as location already; name it once');
    if (query.sort === 'distance' && (query.location?.near ?? null) === null)
      issue('sort', 'by distance needs location as latitude,longitude,radius');
  });

const counted = z.array(z.strictObject({ value: z.string(), count: z.int() }));

export const searchAnswer = z
  .strictObject({
    hotels: z.array(
      z.strictObject({
        hotel_id: id,
        hotel_code: code.meta({ description: 'your own code, ours for guests' }),
        name: z.string(),
        location: z.strictObject({
          address: z.string().nullable(),
          city: z.string(),
          country: z.string(),
          latitude: z.string().nullable(),
          longitude: z.string().nullable(),
        }),
        distance_km: z.number().nullable(),
        description: z.string().nullable(),
        rating: z.number().nullable(),
        reviews: z.int(),
        amenities: z.array(z.string()),
        image_url: z.string().nullable(),
        currency,
        price_per_night: amount.nullable().meta({
          description:
            'with dates the average of a room and night of the cheapest offer; else the lowest coming price',
        }),
        total_price: amount.nullable().meta({ description: 'all rooms, all nights; null without dates' }),
        room_code: code.nullable().meta({ description: 'the room type offered; null without dates' }),
        availability: z.strictObject({
          available_rooms: z
            .int()
            .nullable()
            .meta({ description: "the least of the stay's nights; null without dates" }),
          total_rooms: z.int(),
        }),
      }),
    ),
    next_cursor: z
      .string()
      .nullable()
      .meta({ description: 'null on the last page; a page may be short, even empty, and have one' }),
    facets: z
      .strictObject({
        total: z.int(),
        amenities: counted,
        cities: counted,
        rating: z.array(z.strictObject({ at_least: z.number(), count: z.int() })),
        price: z.array(z.strictObject({ from: z.number(), to: z.number().nullable(), count: z.int() })),
      })
      .nullable()
      .meta({ description: 'what the index finds, before prices and restrictions are checked' }),
  })
  .meta({ id: 'SearchResult' });
