import type { Id } from '../model/ids.js';
import { currencyExponent, formatAmount, type MinorUnits } from '../model/money.js';
import type { FoundHotel } from './found-hotel.js';
import type { Offer } from './offer-stay.js';
import type { Candidate, Circle } from './search-index.js';

/** One hotel of an answer. Amounts are decimal text in the hotel's currency. */
export interface HotelHit {
  readonly hotel_id: Id;
  readonly hotel_code: string;
  readonly name: string;
  readonly location: {
    readonly address: string | null;
    readonly city: string;
    readonly country: string;
    readonly latitude: string | null;
    readonly longitude: string | null;
  };
  /** From the middle of the circle searched in, to the metre; null without one. */
  readonly distance_km: number | null;
  readonly description: string | null;
  readonly rating: number | null;
  readonly reviews: number;
  readonly amenities: readonly string[];
  readonly image_url: string | null;
  readonly currency: string;
  /** With dates what a room and night of the cheapest offer costs on average; without, the lowest coming price. */
  readonly price_per_night: string | null;
  /** All rooms and nights; null without dates. */
  readonly total_price: string | null;
  /** The viewer's code of the room type offered; null without dates. */
  readonly room_code: string | null;
  readonly availability: {
    /** The least of the stay's nights; null without dates. */
    readonly available_rooms: number | null;
    /** Of the room type offered; without dates of the whole hotel. */
    readonly total_rooms: number;
  };
}

const EARTH_KM = 6_371.0087714;

export function describeHotel(
  { hotel, hotel_code, rooms, roomCode, amenities, image_url }: FoundHotel,
  { candidate, offer, near }: { candidate: Candidate; offer: Offer | null; near: Circle | null },
): HotelHit {
  const { hotel_id, name, address, city, country, latitude, longitude, currency } = hotel;
  const text = (minor: MinorUnits) => formatAmount(minor, currency);
  return {
    ...{ hotel_id, hotel_code, name },
    location: { address, city, country, latitude, longitude },
    distance_km: near === null ? null : distanceKm(near, latitude, longitude),
    description: hotel.description,
    rating: hotel.rating === null ? null : Number(hotel.rating),
    reviews: hotel.review_count,
    ...{ amenities, image_url, currency },
    price_per_night:
      offer === null ? wholeAmount(candidate.price_from, currency) : text(offer.price_per_night),
    total_price: offer === null ? null : text(offer.total),
    room_code: offer === null ? null : roomCode(offer.room_id),
    availability: {
      available_rooms: offer?.available_rooms ?? null,
      total_rooms: offer?.total_rooms ?? rooms.reduce((sum, room) => sum + room.total_rooms, 0),
    },
  };
}

/** The index holds whole units as a number; they came from minor units, so this is exact. */
function wholeAmount(price: number | null, currency: string): string | null {
  return price === null ? null : formatAmount(Math.round(price * 10 ** currencyExponent(currency)), currency);
}

function distanceKm(near: Circle, latitude: string | null, longitude: string | null): number | null {
  if (latitude === null || longitude === null) return null;
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const [from, to] = [rad(near.latitude), rad(Number(latitude))];
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const chord =
    half(to - from) + Math.cos(from) * Math.cos(to) * half(rad(Number(longitude) - near.longitude));
  return Math.round(2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(chord))) * 1_000) / 1_000;
}
