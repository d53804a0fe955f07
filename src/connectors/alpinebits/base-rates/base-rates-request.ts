import type { DecodedContent } from '../../../core/model/connector.js';
import { isLocalDate } from '../../../core/model/local-date.js';
import { quote, refuse } from '../../shared/opentravel/message-decoder.js';
import type { XmlAttributes } from '../../shared/xml-reader.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import type { AlpineBitsContext, CreateDocumentDecoder } from '../document-decoder.js';
import { readHotel } from '../hotel-identity.js';
import { AB } from '../numbers.js';
import { OTA_ROOT } from '../ota-root.js';

/** What a client asks for. A type, not an interface: it is JSON. */
export type BaseRatesQuery = {
  /** `none`: names alone; `changes`: since the last time; `range`: the nights of a range, open where a date is null. */
  readonly wanted: 'none' | 'changes' | 'range';
  readonly from: string | null;
  readonly to: string | null;
  /** Empty: all rate plans. */
  readonly candidates: readonly { readonly rate_code: string | null; readonly group_code: string | null }[];
};

export const BASE_RATES = 'base_rates';
const CONTAINERS: ReadonlySet<string> = new Set(['RatePlans', 'RatePlan', 'RatePlanCandidates']);

/**
 * OTA_HotelRatePlanRQ ("AlpineBits, BaseRates"): an absent, an empty and a filled DateRange ask for different things, with candidates
 * and without. An empty one is answered with a warning where no changes are kept, and so is one without candidates (4.6.1, 3 and 4).
 */
export const createBaseRatesRequest: CreateDocumentDecoder = (context) => {
  let hotel: string | null | undefined;
  let range: Pick<BaseRatesQuery, 'wanted' | 'from' | 'to'> = { wanted: 'none', from: null, to: null };
  const candidates: { rate_code: string | null; group_code: string | null }[] = [];
  return {
    open(name, attributes) {
      switch (name) {
        case 'DateRange':
          range = readRange(attributes, context);
          return true;
        case 'RatePlanCandidate':
          candidates.push(readCandidate(attributes, context));
          return true;
        case 'HotelRef':
          hotel = readHotel(attributes, context);
          return true;
        default:
          return CONTAINERS.has(name);
      }
    },
    close: () => undefined,
    finish() {
      if (hotel === undefined) refuse(context, AB.missing, 'HotelRef is missing; name the hotel in it');
      if (hotel === undefined || hotel === null) return null;
      const document: BaseRatesQuery = { ...range, candidates };
      return { kind: 'document', topic: BASE_RATES, hotel_code: hotel, document };
    },
  };
};

function readRange(
  { Start: start, End: end }: XmlAttributes,
  context: AlpineBitsContext,
): Pick<BaseRatesQuery, 'wanted' | 'from' | 'to'> {
  const from = start?.trim() ?? null;
  const to = end?.trim() ?? null;
  for (const date of [from, to]) {
    if (date !== null && !isLocalDate(date))
      refuse(context, AB.invalidRange, `${quote(date)} is not a calendar date; write it as YYYY-MM-DD`);
  }
  if (from !== null && to !== null && from > to)
    refuse(context, AB.invalidRange, `End ${to} is before Start ${from}`);
  return { wanted: from === null && to === null ? 'changes' : 'range', from, to };
}

function readCandidate(
  { RatePlanCode: code, RatePlanID: group }: XmlAttributes,
  context: AlpineBitsContext,
): { rate_code: string | null; group_code: string | null } {
  if (code === undefined && group === undefined)
    refuse(context, AB.missing, 'A RatePlanCandidate needs RatePlanCode or RatePlanID');
  return { rate_code: code ?? null, group_code: group ?? null };
}

export function writeBaseRatesRequest(content: DecodedContent): XmlElement | null {
  if (content.kind !== 'document' || content.topic !== BASE_RATES || content.hotel_code === null) return null;
  const { wanted, from, to, candidates } = content.document as BaseRatesQuery;
  const range = { Start: from ?? undefined, End: to ?? undefined };
  return element(
    'OTA_HotelRatePlanRQ',
    { ...OTA_ROOT, Version: '3.000' },
    element(
      'RatePlans',
      {},
      element(
        'RatePlan',
        {},
        wanted === 'none' ? undefined : element('DateRange', range),
        candidates.length === 0
          ? undefined
          : element(
              'RatePlanCandidates',
              {},
              ...candidates.map(({ rate_code, group_code }) =>
                element('RatePlanCandidate', {
                  RatePlanCode: rate_code ?? undefined,
                  RatePlanID: group_code ?? undefined,
                }),
              ),
            ),
        element('HotelRef', { HotelCode: content.hotel_code }),
      ),
    ),
  );
}
