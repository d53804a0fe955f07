import { addDays } from '../../core/model/local-date.js';
import { formatAmount, parseAmount } from '../../core/model/money.js';
import { element } from '../shared/xml-writer.js';
const RES_STATUS = { new: 'Book', modify: 'Modify', cancel: 'Cancel' };
/**
 * One revision as a HotelReservation of OTA_ResRetrieveRS ("pmsXchange, reservation delivery"): Type 14 is the booking,
 * Type 16 the message to acknowledge. Amounts include taxes; a Rate's ExpireDate is the morning after its night.
 */
export function reservationElement(revision) {
    const { action, created_at, updated_at, rooms } = revision;
    return element('HotelReservation', {
        CreateDateTime: created_at,
        LastModifyDateTime: action === 'new' ? undefined : updated_at,
        ResStatus: RES_STATUS[action],
        RoomStayReservation: 'true',
    }, element('UniqueID', { Type: 14, ID: revision.booking_id }), element('UniqueID', { Type: 16, ID: revision.revision_id, ID_Context: 'MESSAGE_UNIQUE_ID' }), element('RoomStays', {}, ...rooms.map((room) => roomStay(room, revision))), guests(revision), globalInfo(revision));
}
function roomStay(room, revision) {
    const { currency } = revision;
    const codes = { RoomTypeCode: room.room_code, RatePlanCode: room.rate_code };
    const rates = room.nights.map(({ date, amount }) => element('Rate', { EffectiveDate: date, ExpireDate: addDays(date, 1), RateTimeUnit: 'Day', UnitMultiplier: 1 }, element('Base', { AmountAfterTax: amount, CurrencyCode: currency })));
    const nightly = room.nights.reduce((sum, night) => sum + parseAmount(night.amount, currency), 0);
    return element('RoomStay', {}, element('RoomTypes', {}, element('RoomType', { RoomTypeCode: room.room_code, NumberOfUnits: room.quantity })), element('RatePlans', {}, element('RatePlan', { RatePlanCode: room.rate_code })), element('RoomRates', {}, element('RoomRate', { ...codes, NumberOfUnits: room.quantity }, element('Rates', {}, ...rates))), element('GuestCounts', { IsPerRoom: 'true' }, element('GuestCount', { AgeQualifyingCode: 10, Count: room.guests })), element('TimeSpan', { Start: revision.check_in_date, End: revision.check_out_date }), element('Total', {
        AmountAfterTax: formatAmount(nightly * room.quantity, currency),
        CurrencyCode: currency,
    }), element('BasicPropertyInfo', { HotelCode: revision.hotel_code }), revision.guest === null ? undefined : element('ResGuestRPHs', {}, element('ResGuestRPH', { RPH: 1 })));
}
function guests({ guest }) {
    if (guest === null)
        return undefined;
    const { first_name, last_name, phone, email } = guest;
    const customer = element('Customer', {}, element('PersonName', {}, element('GivenName', {}, first_name), element('Surname', {}, last_name)), phone === undefined ? undefined : element('Telephone', { PhoneNumber: phone }), email === undefined ? undefined : element('Email', {}, email));
    const profile = element('Profile', { ProfileType: 1 }, customer);
    const resGuest = element('ResGuest', { ResGuestRPH: 1, PrimaryIndicator: 'true' }, element('Profiles', {}, element('ProfileInfo', {}, profile)));
    return element('ResGuests', {}, resGuest);
}
function globalInfo(revision) {
    const { partner_name, partner_reference } = revision;
    const reference = partner_reference === null
        ? undefined
        : element('HotelReservationID', {
            ResID_Type: 13,
            ResID_Value: partner_reference,
            ResID_Source: partner_name,
        });
    const own = element('HotelReservationID', {
        ResID_Type: 14,
        ResID_Value: revision.booking_id,
        ResID_Source: 'Bellhop',
    });
    return element('ResGlobalInfo', {}, element('TimeSpan', { Start: revision.check_in_date, End: revision.check_out_date }), element('Total', { AmountAfterTax: revision.total_price, CurrencyCode: revision.currency }), element('HotelReservationIDs', {}, own, reference), element('BasicPropertyInfo', { HotelCode: revision.hotel_code }));
}
//# sourceMappingURL=res-retrieve.js.map