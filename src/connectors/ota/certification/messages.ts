import type { CertificationExpectation, CertificationStep } from '../../../core/model/certification.js';

/** Messages as a PMS sends them to pmsXchange, with the placeholders of a certification case. */
const ROOT = 'xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.0"';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const PASSWORD_TEXT =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText';
const ECHO = 'certify-{run}';

export function step(
  body: string,
  expect: CertificationExpectation,
  headers?: Readonly<Record<string, string>>,
): CertificationStep {
  return {
    request: { method: 'POST', path: '/pms/ota', body, ...(headers === undefined ? {} : { headers }) },
    expect,
  };
}

/** Taken: the answer of the same name with Success and the echo, and no Errors. */
export function taken(message: string, more: CertificationExpectation = {}): CertificationExpectation {
  return {
    status: 200,
    contains: [
      `<${message.replace(/RQ$/, 'RS')}`,
      '<Success',
      `EchoToken="${ECHO}"`,
      ...(more.contains ?? []),
    ],
    lacks: ['<Error', ...(more.lacks ?? [])],
    ...(more.cells === undefined ? {} : { cells: more.cells }),
    ...(more.capture === undefined ? {} : { capture: more.capture }),
  };
}

/** Refused as a business error: HTTP 200 all the same ("Traps", 4). */
export function refused(code: number, more: CertificationExpectation = {}): CertificationExpectation {
  return {
    status: 200,
    contains: ['<Errors>', `Code="${code}"`, ...(more.contains ?? [])],
    lacks: ['<Success', ...(more.lacks ?? [])],
    ...(more.cells === undefined ? {} : { cells: more.cells }),
  };
}

export function avail(items: string, hotel = '{hotel}'): string {
  return `<OTA_HotelAvailNotifRQ ${ROOT} EchoToken="${ECHO}"><AvailStatusMessages HotelCode="${hotel}">${items}</AvailStatusMessages></OTA_HotelAvailNotifRQ>`;
}

export interface Scope {
  readonly room?: string;
  readonly rate?: string;
  readonly from: number;
  readonly to: number;
  /** Day flags and the like. */
  readonly more?: string;
}

export function control({ room = '{room}', rate, from, to, more = '' }: Scope): string {
  const plan = rate === undefined ? '' : ` RatePlanCode="${rate}"`;
  return `<StatusApplicationControl Start="{day+${from}}" End="{day+${to}}" InvTypeCode="${room}"${plan}${more}/>`;
}

export function count(limit: number, scope: Scope, attributes = ''): string {
  return `<AvailStatusMessage BookingLimit="${limit}"${attributes}>${control(scope)}</AvailStatusMessage>`;
}

export function status(scope: Scope, children: string): string {
  return `<AvailStatusMessage>${control(scope)}${children}</AvailStatusMessage>`;
}

export function stays(...lengths: readonly (readonly [type: string, time: number])[]): string {
  const items = lengths.map(
    ([type, time]) => `<LengthOfStay MinMaxMessageType="${type}" Time="${time}" TimeUnit="Day"/>`,
  );
  return `<LengthsOfStay ArrivalDateBased="1">${items.join('')}</LengthsOfStay>`;
}

export function restriction(word: 'Open' | 'Close', kind?: 'Arrival' | 'Departure'): string {
  return `<RestrictionStatus Status="${word}"${kind === undefined ? '' : ` Restriction="${kind}"`}/>`;
}

export function rates(scope: Scope, amounts: string, currency = 'EUR'): string {
  const rate = `<Rates><Rate CurrencyCode="${currency}">${amounts}</Rate></Rates>`;
  return `<OTA_HotelRateAmountNotifRQ ${ROOT} EchoToken="${ECHO}"><RateAmountMessages HotelCode="{hotel}"><RateAmountMessage>${control({ rate: '{rate}', ...scope })}${rate}</RateAmountMessage></RateAmountMessages></OTA_HotelRateAmountNotifRQ>`;
}

export function base(guests: number, amount: string): string {
  return `<BaseByGuestAmt AgeQualifyingCode="10" NumberOfGuests="${guests}" AmountAfterTax="${amount}"/>`;
}

export function bases(...amounts: readonly string[]): string {
  return `<BaseByGuestAmts>${amounts.join('')}</BaseByGuestAmts>`;
}

export function ping(): string {
  return `<OTA_PingRQ ${ROOT} EchoToken="${ECHO}"><EchoData>certify</EchoData></OTA_PingRQ>`;
}

export function read(): string {
  return `<OTA_ReadRQ ${ROOT} EchoToken="${ECHO}"><ReadRequests><HotelReadRequest HotelCode="{hotel}"><SelectionCriteria SelectionType="Undelivered"/></HotelReadRequest></ReadRequests></OTA_ReadRQ>`;
}

/** @param verdict Success, or Errors with what went wrong */
export function report(verdict: string, reservations: string): string {
  return `<OTA_NotifReportRQ ${ROOT} EchoToken="${ECHO}">${verdict}<NotifDetails><HotelNotifReport><HotelReservations>${reservations}</HotelReservations></HotelNotifReport></NotifDetails></OTA_NotifReportRQ>`;
}

export function reported(messageId: string, pmsNumber?: string): string {
  const number =
    pmsNumber === undefined
      ? ''
      : `<ResGlobalInfo><HotelReservationIDs><HotelReservationID ResID_Type="14" ResID_Value="${pmsNumber}"/></HotelReservationIDs></ResGlobalInfo>`;
  return `<HotelReservation CreateDateTime="{day}T08:00:00Z" ResStatus="Book"><UniqueID Type="16" ID="${messageId}"/>${number}</HotelReservation>`;
}

/** SOAP 1.1 with a WS-Security UsernameToken, the way pmsXchange authenticates. */
export function soap(body: string, password = '{key}'): string {
  const token = `<wsse:UsernameToken><wsse:Username>{partner}</wsse:Username><wsse:Password Type="${PASSWORD_TEXT}">${password}</wsse:Password></wsse:UsernameToken>`;
  return `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Header><wsse:Security xmlns:wsse="${WSSE}" SOAP-ENV:mustUnderstand="1">${token}</wsse:Security></SOAP-ENV:Header><SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`;
}
