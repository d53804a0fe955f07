import { AppError } from '../model/errors.js';
import { countOpenNights } from './inventory-store.js';
/**
 * A feed that broke looks like a hotel that sold out overnight. Called inside the push's transaction, after its writes.
 * @throws AppError PARKED, which rolls the push back, when it sold out more than the allowed share of the open nights.
 */
export async function refuseMassZero(tx, push) {
    const { catalogue, today, zeroGuard, zeroed } = push;
    if (zeroed < zeroGuard.minimum * zeroGuard.share)
        return;
    const left = await countOpenNights(tx, catalogue.rooms.map((room) => room.room_id), today);
    const before = left + zeroed;
    if (before < zeroGuard.minimum || zeroed <= before * zeroGuard.share)
        return;
    throw new AppError('PARKED', `The message would sell out ${zeroed} of the ${before} open room nights of hotel "${catalogue.hotel_code}". ` +
        'It is parked: nothing was changed until an operator confirms it.', { details: { zeroed, open_nights: before }, next: 'bellhop message list --outcome PARKED' });
}
//# sourceMappingURL=zero-guard.js.map