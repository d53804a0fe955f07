import { createCancelBooking, type CancelBooking } from './cancel-booking.js';
import { createCancelBuried, type CancelBuried } from './cancel-buried.js';
import { createCancelByReference, type CancelByReference } from './cancel-by-reference.js';
import { createModifyBooking, type ModifyBooking } from './modify-booking.js';
import { createRestateBooking, type RestateBooking, type RestateDeps } from './restate-booking.js';

/** Everything that changes a booking after it was made (docs/decisions/0013-modifications.md). */
export interface Changes {
  readonly modifyBooking: ModifyBooking;
  readonly cancelBooking: CancelBooking;
  /** The same under the channel's own number. */
  readonly restateBooking: RestateBooking;
  readonly cancelByReference: CancelByReference;
  /** For the scheduler: reservations whose cancellation came while they were on their way. */
  readonly cancelBuried: CancelBuried;
}

export function createChanges(deps: RestateDeps): Changes {
  return {
    modifyBooking: createModifyBooking(deps),
    cancelBooking: createCancelBooking(deps),
    restateBooking: createRestateBooking(deps),
    cancelByReference: createCancelByReference(deps),
    cancelBuried: createCancelBuried(deps),
  };
}
