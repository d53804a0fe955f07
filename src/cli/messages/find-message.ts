import type { App } from '../../core/app.js';
import type { JournalledMessage } from '../../core/messages/read-journal.js';
import { AppError } from '../../core/model/errors.js';
import { isId } from '../../core/model/ids.js';

/**
 * A message by its id, or by the X-Request-Id or token of its request, which is what its sender was told.
 * @param outcome where several messages share a request, the one with this outcome is meant
 * @throws AppError MESSAGE_NOT_FOUND; CONFLICT where it cannot be told which one is meant.
 */
export async function findMessage(
  { journal }: Pick<App, 'journal'>,
  idOrRequest: string,
  outcome?: string,
): Promise<JournalledMessage> {
  if (isId(idOrRequest)) {
    try {
      return await journal.show(idOrRequest);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'MESSAGE_NOT_FOUND') throw error;
    }
  }
  const named = await journal.list({ correlation: idOrRequest, direction: 'in', limit: 50 });
  const wanted = named.filter((message) => outcome === undefined || message.outcome === outcome);
  const [only, ...others] = wanted.length > 0 ? wanted : named;
  if (only === undefined) {
    throw new AppError('MESSAGE_NOT_FOUND', `No message ${idOrRequest} is in the journal.`, {
      next: 'bellhop message list',
    });
  }
  if (others.length > 0) {
    const ids = [only, ...others].map(({ message_id }) => message_id).join(', ');
    throw new AppError(
      'CONFLICT',
      `Several messages belong to request ${idOrRequest}: ${ids}. Name one of them.`,
      {
        next: `bellhop message list --correlation ${idOrRequest}`,
      },
    );
  }
  return journal.show(only.message_id);
}
