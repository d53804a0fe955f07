import type { LocalDate } from '../../core/model/local-date.js';
import type { Operation } from './scenarios.js';

/** A stay that a booking or a quote asks for: one room for two. */
export interface LoadStay {
  /** Places from 0, see load-hotels.ts. */
  readonly hotel: number;
  readonly room: number;
  readonly check_in: LocalDate;
  /** The last night is the one before. */
  readonly check_out: LocalDate;
}

/** One request of the plan; everything in it follows from the seed. */
export interface LoadRequest {
  readonly operation: Operation;
  /** As whom it is sent. */
  readonly role: 'pms' | 'ota';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string | Buffer;
  readonly booking?: { readonly reference: string; readonly stay: LoadStay };
}
