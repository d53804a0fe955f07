import type { Id } from '../model/ids.js';
import type { MinorUnits } from '../model/money.js';
import type { CancellationPolicy } from './cancellation-policy.js';

export interface Hotel {
  readonly hotel_id: Id;
  readonly code: string;
  readonly name: string;
  readonly time_zone: string;
  readonly currency: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  /** pms: the PMS owns the count and acknowledges bookings; direct: this inventory is the truth. */
  readonly inventory_mode: 'pms' | 'direct';
  readonly pms_partner_id: Id | null;
  readonly version: number;
}

export interface Room {
  readonly room_id: Id;
  readonly code: string;
  readonly room_type: string;
  readonly name: string;
  readonly capacity: number;
  readonly max_adults: number;
  readonly max_children: number;
  readonly total_rooms: number;
  readonly base_price: MinorUnits | null;
}

export interface RatePlan {
  readonly rate_plan_id: Id;
  readonly code: string;
  readonly name: string;
  readonly meal_plan: string;
  readonly cancellation_policy: CancellationPolicy;
}
