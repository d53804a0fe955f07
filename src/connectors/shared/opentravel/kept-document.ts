import type { DocumentGrammar } from './document-grammar.js';
import { OpenTravelDocument } from './opentravel-document.js';

const SAMPLE = `<OTA_HotelRateAmountNotifRQ Version="1"><RateAmountMessages HotelCode="H"><RateAmountMessage>
<StatusApplicationControl InvTypeCode="R" RatePlanCode="P" Start="2030-01-01" End="2030-01-01"/>
<Rates><Rate CurrencyCode="EUR"><BaseByGuestAmts>
<BaseByGuestAmt AgeQualifyingCode="10" NumberOfGuests="1" AmountAfterTax="80.00"/>
</BaseByGuestAmts></Rate></Rates></RateAmountMessage></RateAmountMessages></OTA_HotelRateAmountNotifRQ>`;

const KEPT: OpenTravelDocument[] = [];

/**
 * Reads a small message of prices and keeps what read it, for good. V8 drops machine code when the last of the objects that it
 * was made for dies: without one alive, the first large message after each full garbage collection would take twice its
 * time, until there is new code (docs/decisions/0017-xml-reader.md).
 */
export function keepDocument(grammar: DocumentGrammar): void {
  const document = new OpenTravelDocument(grammar);
  void document.read(Buffer.from(SAMPLE), null);
  KEPT.push(document);
}
