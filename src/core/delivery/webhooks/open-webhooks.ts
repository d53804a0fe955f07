import { createAlerts } from '../../alerts/alerts.js';
import type { Config } from '../../config.js';
import type { Consumer, EventBus } from '../../events/event-bus.js';
import type { OpenCatalogue } from '../../hotels/catalogue.js';
import type { Clock } from '../../model/clock.js';
import type { Connector } from '../../model/connector.js';
import type { Database } from '../../platform/database.js';
import type { Logger } from '../../platform/logger.js';
import type { Metrics } from '../../platform/metrics.js';
import type { NextId } from '../../platform/snowflake.js';
import { createSecretBox } from '../secret-box.js';
import { createClaimMessages } from './claim-message.js';
import { createDeliverMessage } from './deliver-message.js';
import { createManageEndpoints, type ManageEndpoints } from './manage-endpoints.js';
import { createManageMessages, type ManageMessages } from './manage-messages.js';
import { createNoteEvents } from './note-events.js';
import { createPruneWebhooks } from './prune-webhooks.js';
import { createReplayHistory, type ReplayHistory } from './replay-history.js';
import { createSendWebhook } from './send-webhook.js';
import { createSettleMessage } from './settle-message.js';
import { createTellAlarms, type TellAlarms } from './tell-alarms.js';
import { createTryAddress, createTryWebhook, type TryAddress, type TryWebhook } from './try-webhook.js';
import { createWatchWebhooks, type WatchWebhooks } from './watch-webhooks.js';
import { createReadSettings, type ReadWebhookSettings } from './webhook-settings.js';
import { WebhookWorker } from './webhook-worker.js';

export interface Webhooks {
  readonly endpoints: ManageEndpoints;
  readonly messages: ManageMessages;
  readonly readSettings: ReadWebhookSettings;
  readonly replayHistory: ReplayHistory;
  readonly tryWebhook: TryWebhook;
  readonly tryAddress: TryAddress;
  readonly worker: WebhookWorker;
  readonly watch: WatchWebhooks;
  /** What no event tells, for whoever leads the scheduler. */
  readonly tellAlarms: TellAlarms;
  readonly prune: () => Promise<number>;
  /** Puts events in line; whoever has the role `projector` subscribes it. */
  readonly consumer: Consumer;
}

export interface WebhookDeps {
  readonly config: Pick<
    Config,
    | 'secretKey'
    | 'deliveryAllow'
    | 'deliverySlots'
    | 'deliveryLeaseMs'
    | 'webhookTimeoutMs'
    | 'webhookDisableHours'
    | 'webhookMostWaiting'
  >;
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly openCatalogue: OpenCatalogue;
  readonly bus: Pick<EventBus, 'tail'>;
}

const HOUR_MS = 3_600_000;
/** What a try may take beside its time-out, to be written down. */
const SETTLE_MS = 1_000;

/** Webhooks to subscribers (Standard Webhooks 1.0). Nothing runs yet. */
export function openWebhooks(given: WebhookDeps): Webhooks {
  const { config } = given;
  const allowed = config.deliveryAllow;
  const timeoutMs = config.webhookTimeoutMs;
  const send = createSendWebhook({ allowed, timeoutMs });
  const deps = {
    ...given,
    allowed,
    send,
    secrets: createSecretBox(config.secretKey),
    alerts: createAlerts(given),
  };
  const leaseMs = Math.max(config.deliveryLeaseMs, timeoutMs + SETTLE_MS);
  const settleMessage = createSettleMessage({
    ...deps,
    disableAfterMs: config.webhookDisableHours * HOUR_MS,
  });
  const worker = new WebhookWorker({
    claims: createClaimMessages({ ...deps, leaseMs }),
    deliver: createDeliverMessage({ ...deps, settleMessage }),
    logger: deps.logger,
    slots: config.deliverySlots,
  });
  return {
    endpoints: createManageEndpoints(deps),
    messages: createManageMessages(deps),
    readSettings: createReadSettings(deps),
    replayHistory: createReplayHistory(deps),
    tryWebhook: createTryWebhook(deps),
    tryAddress: createTryAddress(deps),
    worker,
    watch: createWatchWebhooks({ ...deps, mostWaiting: config.webhookMostWaiting }),
    tellAlarms: createTellAlarms({ ...deps, wake: () => worker.wake() }),
    prune: createPruneWebhooks(deps),
    consumer: createNoteEvents({ ...deps, wake: () => worker.wake() }),
  };
}
