import type { AriPush, ChannelSettings, WireRequest } from '../../core/model/channel-codec.js';
import { nightsIn } from '../shared/split-ranges.js';
import { XML_CONTENT_TYPE } from '../shared/opentravel/soap-answer.js';
import { element, writeXml } from '../shared/xml-writer.js';
import {
  cutUpdate,
  itemsOf,
  productUpdates,
  updateElement,
  valuesPerNight,
  type ProductUpdate,
} from './product-update.js';
import { AR_NAMESPACE, EXPEDIA_DIALECTS } from './profile.js';

const { values: MOST_VALUES = 5_000, body_bytes: MOST_BYTES = 100_000 } = EXPEDIA_DIALECTS[0].limits;
/** Room for root, credentials and hotel. */
const FRAME_BYTES = 2_000;

interface Sized {
  readonly update: ProductUpdate;
  readonly bytes: number;
  readonly values: number;
}

/** As few messages as 5,000 values and 100 kB each allow; one after the other, for a hotel has one connection ("Expedia, AR"). */
export function encodeExpediaAri(push: AriPush, settings: ChannelSettings): WireRequest[] {
  const sized = productUpdates(push, settings)
    .flatMap((update) => cutUpdate(update, MOST_VALUES))
    .map(measure);
  return pack(sized).map((part) => ({
    method: 'POST',
    path: '/eqc/ar',
    headers: { 'content-type': XML_CONTENT_TYPE },
    body: writeXml(
      element(
        'AvailRateUpdateRQ',
        { xmlns: AR_NAMESPACE },
        element('Authentication', { username: settings.username, password: settings.password }),
        element('Hotel', { id: push.hotel_code }),
        ...part.map(({ update }) => updateElement(update)),
      ),
    ),
    message: 'AvailRateUpdateRQ',
    items: part.flatMap(({ update }) => itemsOf(update)),
    values: part.reduce((sum, { values }) => sum + values, 0),
  }));
}

function measure(update: ProductUpdate): Sized {
  return {
    update,
    bytes: Buffer.byteLength(writeXml(updateElement(update))),
    values: valuesPerNight(update) * nightsIn(update.range),
  };
}

function pack(updates: readonly Sized[]): Sized[][] {
  const parts: Sized[][] = [];
  let bytes = Infinity;
  let values = 0;
  for (const sized of updates) {
    bytes += sized.bytes;
    values += sized.values;
    if (bytes > MOST_BYTES - FRAME_BYTES || values > MOST_VALUES) {
      parts.push([]);
      ({ bytes, values } = sized);
    }
    parts.at(-1)?.push(sized);
  }
  return parts;
}
