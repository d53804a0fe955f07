import type { DecodedMessage, EncodedAnswer } from '../../core/model/connector.js';
import { CAPABILITIES } from './capabilities.js';
import type { WireVersion } from './versions.js';

/** What came before the handshake ("AlpineBits, transport"): actions without a document, answered in plain text. */
const HOUSEKEEPING: ReadonlyMap<string, () => string> = new Map([
  ['getVersion', () => LAST],
  ['getCapabilities', capabilities],
]);
const LAST: WireVersion = '2017-10';

export const HOUSEKEEPING_ACTIONS = [...HOUSEKEEPING.keys()];

/** null where the action is not one of these. */
export function decodeHousekeeping(action: string | undefined): DecodedMessage | null {
  if (action === undefined || !HOUSEKEEPING.has(action)) return null;
  return {
    envelope: { message: action, soap: false, echo_token: null, version: null, credentials: null },
    content: { kind: 'document', topic: 'housekeeping', hotel_code: null, document: { action } },
    faults: [],
  };
}

/** `OK:2017-10`, or `OK:` and a list of names. null where the action is not one of these. */
export function answerHousekeeping(action: string | null): EncodedAnswer | null {
  const text = action === null ? undefined : HOUSEKEEPING.get(action)?.();
  if (text === undefined) return null;
  return { status: 200, contentType: 'text/plain; charset=utf-8', body: `OK:${text}` };
}

function capabilities(): string {
  const own = HOUSEKEEPING_ACTIONS.map((action) => `action_${action}`);
  const announced = CAPABILITIES[LAST].flatMap(({ action, supports = [] }) => [action, ...supports]);
  return [...own, ...announced].join(',');
}
