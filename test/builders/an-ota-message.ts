import { decodeOta } from '../../src/connectors/ota/decode.js';
import type { AriMessage } from '../../src/core/model/ari.js';
import type { DecodedMessage } from '../../src/core/model/connector.js';

type Options = Parameters<typeof decodeOta>[2];

export const decode = (xml: string, options?: Options): Promise<DecodedMessage> =>
  decodeOta(Buffer.from(xml), null, options);

export const CONTROL =
  '<StatusApplicationControl Start="2026-10-01" End="2026-10-02" InvTypeCode="DBL" RatePlanCode="BAR"/>';

export function avail(items: string, { root = '', hotel = 'HotelCode="HV01"', unique = '' } = {}): string {
  const list = `<AvailStatusMessages ${hotel}>${items}</AvailStatusMessages>`;
  return `<OTA_HotelAvailNotifRQ Version="1.0" ${root}>${unique}${list}</OTA_HotelAvailNotifRQ>`;
}

export function counts(items: string, unique = ''): string {
  return `<OTA_HotelInvCountNotifRQ>${unique}<Inventories HotelCode="HV01">${items}</Inventories></OTA_HotelInvCountNotifRQ>`;
}

export function rates(items: string, root = ''): string {
  const list = `<RateAmountMessages HotelCode="HV01">${items}</RateAmountMessages>`;
  return `<OTA_HotelRateAmountNotifRQ ${root}>${list}</OTA_HotelRateAmountNotifRQ>`;
}

export const COMPLETE_SET = '<UniqueID Type="16" ID="1" Instance="CompleteSet"/>';
export const status = (body: string): string =>
  avail(`<AvailStatusMessage>${CONTROL}${body}</AvailStatusMessage>`);
export const stays = (body: string, attributes = ''): string =>
  status(`<LengthsOfStay ${attributes}>${body}</LengthsOfStay>`);
export const stay = (attributes: string): string => stays(`<LengthOfStay ${attributes}/>`);
export const control = (attributes: string): string =>
  avail(
    `<AvailStatusMessage BookingLimit="1"><StatusApplicationControl ${attributes}/></AvailStatusMessage>`,
  );
export const price = (rate: string, amounts: string): string =>
  rates(`<RateAmountMessage>${CONTROL}<Rates><Rate ${rate}>${amounts}</Rate></Rates></RateAmountMessage>`);

/** @throws Error for a message that is refused or holds something else. */
export async function ariOf(xml: string, options?: Options): Promise<AriMessage> {
  const decoded = await decode(xml, options);
  if (decoded.faults.length > 0) throw new Error(JSON.stringify(decoded.faults));
  if (decoded.content?.kind !== 'ari') throw new Error('not an ARI message');
  return decoded.content.ari;
}

/** The first instruction of a message. */
export async function updateOf(xml: string, options?: Options) {
  const [update] = (await ariOf(xml, options)).updates;
  if (update === undefined) throw new Error('no update');
  return update;
}

/** The first fault of a message that must be refused. */
export async function refusalOf(xml: string, options?: Options) {
  const decoded = await decode(xml, options);
  if (decoded.content !== null) throw new Error('not refused');
  const [fault] = decoded.faults;
  if (fault === undefined) throw new Error('no fault');
  return fault;
}
