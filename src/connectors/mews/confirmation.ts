import { z } from 'zod';
import type { DecodedContent, Envelope } from '../../core/model/connector.js';
import { addSchemaFaults, type AddFault } from '../shared/schema-faults.js';
import { headInput } from './mews-schema.js';

/** What a body says beside its list. */
export interface Read {
  readonly messageId: string | null;
  readonly credentials: Envelope['credentials'];
  readonly content: DecodedContent | null;
}

const confirmationInput = headInput.extend({
  messageId: z.string('is not a text; send the messageId of the group').min(1, 'is empty').max(64),
  success: z.boolean('is not true or false'),
  confirmationNumber: z.string().max(64).nullish(),
  errors: z
    .array(z.object({ message: z.string().max(1_000).nullish() }))
    .max(100)
    .nullish(),
});

/** The clientToken is the key; the connectionToken names the hotel, for nothing else in a message does. */
export function credentialsOf(clientToken: string | null | undefined): Envelope['credentials'] {
  return typeof clientToken === 'string' && clientToken !== ''
    ? { username: null, password: clientToken }
    : null;
}

/** Mews's later word on a group that was sent to it ("Mews, bookings": processGroupConfirmation). */
export function readConfirmation(members: ReadonlyMap<string, unknown>, add: AddFault): Read {
  const document = Object.fromEntries(members);
  const parsed = confirmationInput.safeParse(document);
  if (!parsed.success) {
    addSchemaFaults(parsed.error, { document, at: '' }, add);
    return { messageId: null, credentials: null, content: null };
  }
  const { messageId, clientToken, success, confirmationNumber, errors } = parsed.data;
  const reasons = (errors ?? []).flatMap(({ message }) => message ?? []);
  const content: DecodedContent = {
    kind: 'verdicts',
    verdicts: [
      {
        revision_id: messageId,
        outcome: success ? 'accepted' : 'failed',
        pms_reference: confirmationNumber ?? null,
        reason: success ? null : reasons.join('; ') || 'Refused without a reason',
      },
    ],
  };
  return { messageId, credentials: credentialsOf(clientToken), content };
}
