import { addDays } from '../../src/core/model/local-date.js';
import { RATE_CODES, roomCode } from './bench-app.js';
/**
 * An OTA_HotelRateAmountNotifRQ as PMSs write them: indented, one RateAmountMessage for each room, rate plan and night,
 * two occupancies each. A year of 14 rooms and 2 rate plans is 5.6 MB.
 */
export function rateMessage(message) {
    const parts = [
        `<?xml version="1.0" encoding="UTF-8"?>\n` +
            `<OTA_HotelRateAmountNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05" EchoToken="bench-${message.variant}" Version="1.0">\n` +
            `  <RateAmountMessages HotelCode="${message.hotelCode}">\n`,
    ];
    for (let room = 0; room < message.rooms; room += 1) {
        for (const [plan, rateCode] of RATE_CODES.entries()) {
            for (let night = 0; night < message.nights; night += 1) {
                const date = addDays(message.from, night);
                const euros = 80 + ((room * 7 + plan * 3 + night + message.variant * 11) % 400);
                parts.push(nightElement({ room: roomCode(room), rateCode, date, euros }));
            }
        }
    }
    parts.push('  </RateAmountMessages>\n</OTA_HotelRateAmountNotifRQ>\n');
    return Buffer.from(parts.join(''));
}
function nightElement(cell) {
    const { room, rateCode, date, euros } = cell;
    return `    <RateAmountMessage>
      <StatusApplicationControl InvTypeCode="${room}" RatePlanCode="${rateCode}" Start="${date}" End="${date}"/>
      <Rates>
        <Rate CurrencyCode="EUR">
          <BaseByGuestAmts>
            <BaseByGuestAmt AgeQualifyingCode="10" NumberOfGuests="1" AmountAfterTax="${euros}.00"/>
            <BaseByGuestAmt AgeQualifyingCode="10" NumberOfGuests="2" AmountAfterTax="${euros + 15}.50"/>
          </BaseByGuestAmts>
        </Rate>
      </Rates>
    </RateAmountMessage>
`;
}
//# sourceMappingURL=rate-message.js.map