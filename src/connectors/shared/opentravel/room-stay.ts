import type { IncomingRoom } from '../../../core/model/incoming-reservation.js';
import { addDays } from '../../../core/model/local-date.js';
import { shareOf } from '../decimal-share.js';
import { mealPlanName } from '../meal-plan-codes.js';
import { attributeOf, childOf, childrenOf, findAll, type XmlNode } from '../xml-tree.js';
import { countsPerRoom, readGuestCounts, shareGuests } from './guest-counts.js';
import { wholeNumber } from './message-decoder.js';
import { readNights } from './nightly-rates.js';
import { readRoomExtras, readTaxes, type Extras } from './reservation-extras.js';
import {
  dateOf,
  readAmount,
  readTimeSpan,
  refuseAt,
  type ReservationReading,
  type Stay,
} from './reservation-values.js';

const MOST_ROOMS = 99;

/**
 * A RoomStay as the rooms that it is for, one entry each: what it says of several together (Total, guests that are not per room)
 * is shared out.
 * @param whole the stay of the reservation, for a room stay without dates of its own
 */
export function readRoomStay(
  roomStay: XmlNode,
  { whole, extras }: { readonly whole: Stay | null; readonly extras: Extras },
  reading: ReservationReading,
): IncomingRoom[] {
  const stay = stayOf(roomStay, whole, reading);
  if (stay === null) return [];
  const rate = childOf(roomStay, 'RoomRates', 'RoomRate');
  const type = childOf(roomStay, 'RoomTypes', 'RoomType');
  const units = unitsOf([rate, type]);
  const totalNode = childOf(roomStay, 'Total');
  const total = readAmount(totalNode, reading);
  const room = {
    room_code: attributeOf(type, 'RoomTypeCode', 'RoomID') ?? attributeOf(rate, 'RoomTypeCode', 'RoomID'),
    rate_code:
      attributeOf(childOf(roomStay, 'RatePlans', 'RatePlan'), 'RatePlanCode', 'RatePlanID') ??
      attributeOf(rate, 'RatePlanCode', 'RatePlanID'),
    ...stay,
    nights: readNights(roomStay, stay, reading),
    reference: attributeOf(roomStay, 'IndexNumber', 'RoomStayIndex'),
    ...mealPlanOf(roomStay),
  };
  const guests = readGuestCounts(roomStay, reading);
  const roomExtras = readRoomExtras(roomStay, extras, reading);
  const ofTotal = readTaxes(totalNode, reading);
  // "Booking.com, PriceDetails": the hotel's view counts, the guest's has other taxes in it.
  const taxes =
    ofTotal.length > 0 ? ofTotal : readTaxes(childOf(roomStay, 'PriceDetails', 'HotelView'), reading);
  const perRoom = countsPerRoom(roomStay);
  return Array.from({ length: units }, (_, index): IncomingRoom => {
    // Extras and taxes that are said once for all rooms stay with the first: they must not be counted twice.
    const once = index === 0;
    return {
      ...room,
      guests: perRoom ? guests : shareGuests(guests, units, index),
      total: total === null ? null : units === 1 ? total.amount : shareOf(total.amount, units, index),
      extras: once ? roomExtras : [],
      taxes: once ? taxes : [],
    };
  });
}

/** Of several codes the first that is a meal plan counts ("OpenTravel, MealsIncluded"). */
function mealPlanOf(roomStay: XmlNode): { readonly meal_plan?: string } {
  const meals =
    childOf(roomStay, 'RatePlans', 'RatePlan', 'MealsIncluded') ??
    childOf(roomStay, 'RoomRates', 'RoomRate', 'MealsIncluded');
  const codes = (attributeOf(meals, 'MealPlanCodes') ?? '').split(/\s+/);
  const meal_plan = codes.map(mealPlanName).find((name) => name !== null);
  return meal_plan === undefined || meal_plan === null ? {} : { meal_plan };
}

function stayOf(roomStay: XmlNode, whole: Stay | null, reading: ReservationReading): Stay | null {
  const own = readTimeSpan(roomStay, reading);
  if (own !== undefined) return own;
  const stay = whole ?? stayOfRates(roomStay);
  if (stay === null) {
    const text = 'TimeSpan is missing; write Start and End, the days of arrival and departure';
    refuseAt(reading, roomStay, reading.numbers.missing, text);
  }
  return stay;
}

/** The stay that the dates of the rates say, one for each night, where nothing else does ("Booking.com, RoomRate"). */
function stayOfRates(roomStay: XmlNode): Stay | null {
  const rates = findAll(roomStay, 'RoomRate', 'Rate');
  const nights = rates.flatMap((node) => dateOf(attributeOf(node, 'EffectiveDate')) ?? []).sort();
  const ends = rates.flatMap((node) => dateOf(attributeOf(node, 'ExpireDate')) ?? []).sort();
  const [check_in] = nights;
  const last = nights.at(-1);
  if (check_in === undefined || last === undefined) return null;
  const morning = addDays(last, 1);
  const end = ends.at(-1) ?? morning;
  return { check_in, check_out: end > morning ? end : morning };
}

function unitsOf(nodes: readonly (XmlNode | undefined)[]): number {
  const counts = nodes.map((node) => wholeNumber(attributeOf(node, 'NumberOfUnits') ?? ''));
  const count = counts.find((units) => units !== null && units > 0) ?? 1;
  return Math.min(count, MOST_ROOMS);
}

/** The hotel that a room stay names. */
export function hotelsOf(reservation: XmlNode): string[] {
  const places = [
    ...childrenOf(reservation, 'RoomStays', 'RoomStay', 'BasicPropertyInfo'),
    ...childrenOf(reservation, 'ResGlobalInfo', 'BasicPropertyInfo'),
  ];
  return places.flatMap((node) => attributeOf(node, 'HotelCode') ?? []);
}
