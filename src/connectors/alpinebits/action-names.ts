import { DOCUMENTS } from './actions.js';
import { HOUSEKEEPING_ACTIONS } from './housekeeping.js';
import { isWithin, wireVersionOf } from './versions.js';

const REQUEST = /RQ$/;
/** The handshake finds the versions, so whoever begins with a version of the future gets it too. */
const HANDSHAKING = 'OTA_Ping:Handshaking';
const LAST_WITHOUT_HANDSHAKE = '2017-10';

/** What the `action` parameter may be in a version ("AlpineBits, actions"). */
export function actionNames(wireVersion: string): readonly string[] {
  const version = wireVersionOf(wireVersion);
  if (version === null) return [HANDSHAKING];
  const requests = DOCUMENTS.filter(
    (document) => REQUEST.test(document.message) && isWithin(version, document),
  );
  const names = requests.flatMap(({ actions }) => actions);
  return [...new Set([...names, ...(version === LAST_WITHOUT_HANDSHAKE ? HOUSEKEEPING_ACTIONS : [])])];
}
