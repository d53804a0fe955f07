import type { App } from '../../core/app.js';

/** Ends the alert of a parked message that is decided, unless another one came under the same X-Request-Id and still waits. */
export async function endParkedAlert(
  { alerts, journal }: Pick<App, 'alerts' | 'journal'>,
  requestId: string,
): Promise<void> {
  const others = await journal.list({
    ...{ correlation: requestId, direction: 'in', outcome: 'PARKED', limit: 50 },
  });
  if (others.some(({ request_id }) => request_id === requestId)) return;
  await alerts.clear('message_parked', [requestId]);
}
