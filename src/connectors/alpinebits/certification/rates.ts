import type { CertificationCase, CertificationStep } from '../../../core/model/certification.js';
import { refused, ROOT, step, success } from './messages.js';

const SOURCE = 'AlpineBits, RatePlans';
const STATIC =
  '<Rate RateTimeUnit="Day" UnitMultiplier="1"><BaseByGuestAmts><BaseByGuestAmt Type="7"/></BaseByGuestAmts><MealsIncluded MealPlanIndicator="true" MealPlanCodes="3"/></Rate>';
const TITLE =
  '<Description Name="title"><Text TextFormat="PlainText" Language="en">Certify</Text></Description>';

function rate(from: number, to: number, amount: string, child = ''): string {
  return `<Rate InvTypeCode="{room}" Start="{day+${from}}" End="{day+${to}}"><BaseByGuestAmts><BaseByGuestAmt NumberOfGuests="1" AgeQualifyingCode="10" AmountAfterTax="${amount}"/><BaseByGuestAmt NumberOfGuests="2" AgeQualifyingCode="10" AmountAfterTax="${amount}"/></BaseByGuestAmts>${child}</Rate>`;
}

interface Plan {
  readonly type?: string;
  readonly code?: string;
  /** BookingRules, before the rates. */
  readonly rules?: string;
  readonly rates?: string;
  /** Behind the rates. */
  readonly rest?: string;
}

function push(
  { type = 'New', code = '{rate}', rules = '', rates = '', rest = '' }: Plan,
  expect: CertificationStep['expect'],
): CertificationStep {
  const isWhole = type === 'New';
  const prices = rates === '' ? '' : `<Rates>${isWhole ? STATIC : ''}${rates}</Rates>`;
  const content = `${rules}${prices}${rest}${isWhole ? TITLE : ''}`;
  const currency = type === 'Remove' ? '' : ' CurrencyCode="EUR"';
  const plan = `<RatePlan RatePlanNotifType="${type}"${currency} RatePlanCode="${code}">${content}</RatePlan>`;
  const request = `<OTA_HotelRatePlanNotifRQ ${ROOT}><RatePlans HotelCode="{hotel}">${plan}</RatePlans></OTA_HotelRatePlanNotifRQ>`;
  return step({ action: 'OTA_HotelRatePlanNotif:RatePlans', request }, expect);
}

const ANSWER = '<OTA_HotelRatePlanNotifRS';
const cell = (day: number, fields: Readonly<Record<string, unknown>>) => ({
  ...{ room: '{room}', rate: '{rate}', day, fields },
});
/** Per person, so two pay twice the amount. */
const costs = (day: number, two: string) => cell(day, { occupancy_amounts: { '1': '50.00', '2': two } });
const MIN_STAY = `<BookingRules><BookingRule Start="{day+1}" End="{day+9}"><LengthsOfStay><LengthOfStay Time="3" TimeUnit="Day" MinMaxMessageType="SetMinLOS"/></LengthsOfStay></BookingRule></BookingRules>`;
const CHILD =
  '<AdditionalGuestAmounts><AdditionalGuestAmount AgeQualifyingCode="8" MinAge="3" MaxAge="12" Amount="20.00"/></AdditionalGuestAmounts>';

const CANDIDATE = '<RatePlanCandidates><RatePlanCandidate RatePlanCode="{rate}"/></RatePlanCandidates>';

function baseRates(
  range: string,
  expect: CertificationStep['expect'],
  candidates = CANDIDATE,
): CertificationStep {
  const request = `<OTA_HotelRatePlanRQ ${ROOT}><RatePlans><RatePlan>${range}${candidates}<HotelRef HotelCode="{hotel}"/></RatePlan></RatePlans></OTA_HotelRatePlanRQ>`;
  return step({ action: 'OTA_HotelRatePlan:BaseRates', request }, expect);
}

/** Rate plans pushed, and day prices pulled. */
export const RATE_CASES: readonly CertificationCase[] = [
  {
    id: 'rate-plan',
    title: 'A whole rate plan sets prices by person and its rules',
    source: SOURCE,
    steps: [
      push(
        { rules: MIN_STAY, rates: rate(1, 9, '50.00') },
        success({ contains: [ANSWER], cells: [costs(1, '100.00'), cell(9, { min_stay_arrival: 3 })] }),
      ),
      push({ rates: rate(1, 9, '50.00') }, success({ contains: [ANSWER], cells: [costs(9, '100.00')] })),
    ],
  },
  {
    id: 'child-prices',
    title:
      'What is not sold as it was sent is a Warning that names the rate plan’s part, never a plain Success',
    source: 'AlpineBits, outcomes',
    steps: [
      push(
        { rates: rate(1, 2, '50.00', CHILD) },
        success({ contains: [ANSWER, '<Warning Type="3" Code="450"', 'Children'] }),
      ),
    ],
  },
  {
    id: 'rate-plan-refused',
    title: 'An unknown rate plan, overlapping prices and an impossible date are refused whole',
    source: SOURCE,
    steps: [
      push({ code: 'NONE-{run}', rates: rate(1, 2, '50.00') }, refused(249)),
      push(
        { rates: `${rate(1, 3, '50.00')}${rate(3, 4, '60.00')}` },
        { status: 200, contains: ['<Error Type="13"'], lacks: ['<Success'] },
      ),
      push(
        { rates: rate(1, 2, '50.00').replace('{day+1}', '2026-02-30') },
        { status: 200, contains: ['<Error Type="13"'], lacks: ['<Success'] },
      ),
    ],
  },
  {
    id: 'base-rates',
    title:
      'Day prices of a range are pulled; of rate plans without a range all of them, of no rate plans their names',
    source: 'AlpineBits, BaseRates',
    steps: [
      push({ rates: rate(1, 9, '50.00') }, success({ contains: [ANSWER] })),
      baseRates(
        '<DateRange Start="{day+1}" End="{day+3}"/>',
        success({ contains: ['<OTA_HotelRatePlanRS', 'RatePlanCode="{rate}"', '100.00', '{day+3}'] }),
      ),
      baseRates('', success({ contains: ['RatePlanCode="{rate}"', '100.00'] })),
      baseRates('', success({ contains: ['RatePlanCode="{rate}"'], lacks: ['100.00'] }), ''),
    ],
  },
  {
    id: 'base-rates-changes',
    title:
      'Changes alone were not agreed on: asking for them is answered with a Warning, never with an empty Success',
    source: 'AlpineBits, BaseRates',
    steps: [CANDIDATE, ''].map((candidates) =>
      baseRates(
        '<DateRange/>',
        success({ contains: ['<OTA_HotelRatePlanRS', '<Warning Type="3"'] }),
        candidates,
      ),
    ),
  },
];
