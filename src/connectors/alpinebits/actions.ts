import type { AlpineBitsDocument } from './document-decoder.js';
import { GUEST_DOCUMENTS } from './guest-documents.js';
import { RATE_DOCUMENTS } from './rate-documents.js';
import { ROOM_DOCUMENTS } from './room-documents.js';

/**
 * Every document, requests and responses. A root element may stand here several times, once for each action (or range of
 * versions) that reads it otherwise; the first one counts where nobody told the action.
 */
export const DOCUMENTS: readonly AlpineBitsDocument[] = [
  ...ROOM_DOCUMENTS,
  ...GUEST_DOCUMENTS,
  ...RATE_DOCUMENTS,
];
