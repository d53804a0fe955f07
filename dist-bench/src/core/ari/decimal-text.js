import { formatAmount, parseAmount } from '../model/money.js';
/** A DECIMAL(15,3) of the table with the currency's own places: ("101.000", "EUR") gives "101.00". */
export function decimalText(stored, currency) {
    return formatAmount(parseAmount(stored, currency), currency);
}
//# sourceMappingURL=decimal-text.js.map