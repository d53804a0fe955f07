import { z } from 'zod';
import { AppError } from '../model/errors.js';
import { parseAmount } from '../model/money.js';
import { cancellationPolicy } from './cancellation-policy.js';
import { isCountry, isStorable, isTimeZone, isWebAddress } from './hotel-facts.js';

/** OTA and AlpineBits carry 16 characters for hotels and rooms, 64 for rate plans. */
const code = (max: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[^\\s\\p{C}\\p{Z}]{1,${max}}$`, 'u'),
      `must be 1 to ${max} visible characters without spaces`,
    );

/** One line: no control characters, which would reach terminals, and no half characters, which the database changes. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must be ${max} characters or fewer`)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters or halves of characters');

const whole = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`;
  return z.number(message).int(message).min(min, message).max(max, message);
};

const degrees = (limit: number) => {
  const message = `must be a number of degrees from -${limit} to ${limit}`;
  return z.number(message).min(-limit, message).max(limit, message);
};

const room = z
  .strictObject({
    code: code(16),
    room_type: line(64).optional(),
    name: line(200).optional(),
    capacity: whole(1, 50),
    max_adults: whole(1, 50).optional(),
    max_children: whole(0, 50).optional(),
    total_rooms: whole(0, 9_999),
    base_price: z.string('must be decimal text in quotes, such as "120.00"').max(24).nullish(),
  })
  .refine((value) => value.max_adults === undefined || value.max_adults <= value.capacity, {
    path: ['max_adults'],
    message: 'must not be more than capacity',
  })
  .refine((value) => value.max_children === undefined || value.max_children <= value.capacity, {
    path: ['max_children'],
    message: 'must not be more than capacity',
  });

const ratePlan = z.strictObject({
  code: code(64),
  name: line(200).optional(),
  meal_plan: z
    .string()
    .regex(
      /^[A-Z][A-Z0-9_]{0,31}$/,
      'must be capitals, digits and underscores, such as ROOM_ONLY or BED_AND_BREAKFAST',
    )
    .optional(),
  cancellation_policy: cancellationPolicy.nullish(),
});

const image = z.strictObject({
  url: z
    .string()
    .max(1_000, 'must be 1000 characters or fewer')
    .refine(isWebAddress, 'must be an http or https address'),
  primary: z.boolean().optional(),
});

const partnerCode = z.string().min(1, 'must not be empty').max(64, 'must be 64 characters or fewer');

/**
 * A hotel as its operator describes it. Of a known hotel an absent optional field leaves what is stored and null
 * clears it; of a new one an absent field takes its default. Rooms and rate plans that the file leaves out stay.
 */
export const hotelInput = z
  .strictObject({
    code: code(16),
    name: line(200),
    description: z
      .string()
      .max(5_000, 'must be 5000 characters or fewer')
      .regex(
        /^(?:[\n\r\t]|[^\p{Cc}\p{Cs}])*$/u,
        'must not hold control characters other than line ends and tabs',
      )
      .nullish(),
    address: line(300).nullish(),
    city: line(120),
    country: z.string().refine(isCountry, 'must be a country code of ISO 3166 in two capitals, such as PT'),
    latitude: degrees(90).nullish(),
    longitude: degrees(180).nullish(),
    time_zone: z.string().refine(isTimeZone, 'must be a time zone of the IANA list, such as Europe/Lisbon'),
    currency: z.string().refine(isStorable, 'must be a currency code of ISO 4217 in capitals, such as EUR'),
    status: z.enum(['ACTIVE', 'INACTIVE'], 'must be ACTIVE or INACTIVE').optional(),
    inventory_mode: z.enum(['pms', 'direct'], 'must be pms or direct').optional(),
    pms: partnerCode.nullish(),
    otas: z.array(partnerCode).max(100, 'must be 100 or fewer').superRefine(unique()).optional(),
    amenities: z
      .array(
        z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'must be capitals, digits and underscores, such as WIFI'),
      )
      .max(200, 'must be 200 or fewer')
      .superRefine(unique())
      .optional(),
    images: z
      .array(image)
      .max(100, 'must be 100 or fewer')
      .superRefine(unique('url'))
      .refine(
        (images) => images.filter(({ primary }) => primary === true).length <= 1,
        'must have one primary at most',
      )
      .optional(),
    rooms: z
      .array(room)
      .min(1, 'must name a room')
      .max(500, 'must be 500 or fewer')
      .superRefine(unique('code')),
    rate_plans: z
      .array(ratePlan)
      .min(1, 'must name a rate plan')
      .max(500, 'must be 500 or fewer')
      .superRefine(unique('code')),
  })
  .superRefine(checkBasePrices)
  .refine((hotel) => (hotel.latitude ?? null) === null || (hotel.longitude ?? null) !== null, {
    path: ['longitude'],
    message: 'is missing; latitude and longitude come together',
  })
  .refine((hotel) => (hotel.longitude ?? null) === null || (hotel.latitude ?? null) !== null, {
    path: ['latitude'],
    message: 'is missing; latitude and longitude come together',
  });

export type HotelInput = z.output<typeof hotelInput>;

type Issue = (issue: { code: 'custom'; path: PropertyKey[]; message: string }) => void;

/** A check of a list: no two entries are the same, or the same in their `field`. Points at the later one. */
function unique<F extends string>(field?: F) {
  return (entries: readonly (string | Readonly<Record<F, string>>)[], context: { addIssue: Issue }): void => {
    const seen = new Map<string, number>();
    for (const [index, entry] of entries.entries()) {
      const value = typeof entry === 'string' ? entry : field === undefined ? '' : entry[field];
      const first = seen.get(value);
      if (first === undefined) seen.set(value, index);
      else {
        const path = field === undefined || typeof entry === 'string' ? [index] : [index, field];
        context.addIssue({
          code: 'custom',
          path,
          message: `is the same as entry ${first}; each may stand once`,
        });
      }
    }
  };
}

function checkBasePrices(
  hotel: { currency: string; rooms: readonly { base_price?: string | null | undefined }[] },
  context: { addIssue: Issue },
): void {
  // The schema goes on to this check when a field has failed its own, which is then said already.
  if (!isStorable(hotel.currency)) return;
  for (const [index, { base_price }] of hotel.rooms.entries()) {
    if (typeof base_price !== 'string') continue;
    try {
      parseAmount(base_price, hotel.currency);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      context.addIssue({
        code: 'custom',
        path: ['rooms', index, 'base_price'],
        message: `is wrong: ${error.message}`,
      });
    }
  }
}
