import type { RatePlan, Room } from '../hotels/hotel.js';
import type { Id } from '../model/ids.js';

/** A hotel of a page as its tables say, in the eyes of who searches. */
export interface FoundHotel {
  readonly hotel: {
    readonly hotel_id: Id;
    readonly name: string;
    readonly description: string | null;
    readonly address: string | null;
    readonly city: string;
    readonly country: string;
    /** Decimal text. */
    readonly latitude: string | null;
    readonly longitude: string | null;
    readonly time_zone: string;
    readonly currency: string;
    readonly rating: string | null;
    readonly review_count: number;
  };
  /** The viewer's own code, ours for guests. */
  readonly hotel_code: string;
  /** What the viewer may see and sell. */
  readonly rooms: readonly Room[];
  readonly ratePlans: readonly RatePlan[];
  readonly roomCode: (roomId: Id) => string;
  readonly amenities: readonly string[];
  readonly image_url: string | null;
}
