import { EVENT_TYPES } from '../../events/types.js';
import type { OpenCatalogue } from '../../hotels/catalogue.js';
import { holdsCardNumber } from '../../model/card-number.js';
import { AppError } from '../../model/errors.js';
import type { Id } from '../../model/ids.js';
import type { Partner } from '../../partners/partner.js';
import type { SecretBox } from '../secret-box.js';
import { sealedFor, type WebhookKind } from './webhook-endpoint.js';

/** @throws AppError VALIDATION naming those that there are; a contract's own names are its codec's affair */
export function checkTypes(kind: WebhookKind, types: readonly string[] | null): readonly string[] | null {
  if (types === null || kind !== 'standard') return types;
  const known: readonly string[] = EVENT_TYPES;
  const unknown = types.find((type) => !known.includes(type));
  if (unknown === undefined && types.length > 0) return [...new Set(types)];
  const what = unknown === undefined ? 'Name at least one event type' : `There is no event type "${unknown}"`;
  const message = `${what}; there are ${EVENT_TYPES.join(', ')}.`;
  throw new AppError('VALIDATION', message, {
    faults: [{ pointer: '/event_types', code: 'invalid', message }],
    next: 'bellhop webhook endpoint create --help',
  });
}

const DESCRIPTION_LIMIT = 200;

/** @throws AppError VALIDATION */
export function checkDescription(text: string | null): string | null {
  if (text === null || (text.length <= DESCRIPTION_LIMIT && !holdsCardNumber(text))) return text;
  const message =
    text.length > DESCRIPTION_LIMIT
      ? `The description is longer than ${DESCRIPTION_LIMIT} characters.`
      : 'The description holds what looks like a card number; never send one.';
  throw new AppError('VALIDATION', message, {
    faults: [{ pointer: '/description', code: 'invalid', message }],
    next: 'bellhop webhook endpoint create --help',
  });
}

/** @throws AppError HOTEL_NOT_FOUND */
export async function hotelIds(
  { openCatalogue }: { readonly openCatalogue: OpenCatalogue },
  viewer: Pick<Partner, 'partner_id' | 'kind'>,
  codes: readonly string[] | null,
): Promise<Id[] | null> {
  if (codes === null) return null;
  const ids = new Set<Id>();
  for (const code of codes) ids.add((await openCatalogue(viewer, code)).hotel.hotel_id);
  return [...ids];
}

/** It may hold headers with keys of the receiver's. */
export function sealSettings(
  { secrets }: { readonly secrets: SecretBox },
  id: Id,
  settings: unknown,
): Buffer | null {
  return settings === undefined ? null : secrets.seal(JSON.stringify(settings), sealedFor(id));
}

export function jsonOf(list: readonly string[] | null): string | null {
  return list === null ? null : JSON.stringify(list);
}
