import { z } from 'zod';
import { CALLS_PER_MINUTE } from '../../connectors/channex/profile.js';
import type { App } from '../../core/app.js';
import { aboutOf } from '../../core/messages/message-about.js';
import type { Connector, MessageOutcome } from '../../core/model/connector.js';
import { decodeOptionsOf } from '../../core/partners/partner.js';
import { causeOf } from '../ari-items.js';
import { applyChannexPush, type ChannexPushDeps } from '../channex-push.js';
import { channexRoute, type ChannexRouteDeps } from '../channex-route.js';
import type { PartnerExchange } from '../exchange.js';
import { journalled, type JournalDeps, type Verdict } from '../journalled.js';
import { requireMediaType } from '../media-type.js';
import { createPropertyBudget, type PropertyBudget } from '../property-budget.js';
import { readBody } from '../read-body.js';
import { JSON_TYPES } from '../read-json.js';
import type { Route } from '../route.js';
import { jsonContent } from '../schemas/problem.js';
import { createChannexBookingRoutes, type ChannexBookingDeps } from './pms-channex-bookings.js';
import { createChannexReadRoutes, type ChannexReadDeps } from './pms-channex-read.js';
import type { ChannexWebhookDeps } from '../channex-webhook-work.js';
import { createChannexWebhookRoutes } from './pms-channex-webhooks.js';

export interface PmsChannexDeps
  extends
    ChannexRouteDeps,
    JournalDeps,
    ChannexPushDeps,
    ChannexReadDeps,
    ChannexBookingDeps,
    ChannexWebhookDeps {
  readonly config: Pick<App['config'], 'maxBodyBytes'>;
  readonly redis: App['redis'];
  readonly connector: Connector;
}

type Action = 'availability' | 'restrictions';

/** The JSON API of Channex for PMSs: one that speaks it changes its base URL and its key, nothing else. */
export function createPmsChannexRoutes(deps: PmsChannexDeps): Route[] {
  return [
    pushRoute(deps, 'availability'),
    pushRoute(deps, 'restrictions'),
    ...createChannexReadRoutes(deps),
    ...createChannexBookingRoutes(deps),
    ...createChannexWebhookRoutes(deps),
  ];
}

function pushRoute(deps: PmsChannexDeps, action: Action): Route {
  const budget = createPropertyBudget(deps.redis, { name: action, callsPerMinute: CALLS_PER_MINUTE });
  const values = z.array(z.record(z.string(), z.unknown()));
  return channexRoute(deps, {
    method: 'post',
    path: `/${action}`,
    operation: {
      operationId: action === 'availability' ? 'pushChannexAvailability' : 'pushChannexRestrictions',
      summary: action === 'availability' ? 'Channex: rooms to sell' : 'Channex: rates and restrictions',
      description:
        'Changes in order, the last one for a night wins. A change that cannot be applied is named in meta.warnings and ' +
        'keeps nothing else from being applied. A rate_plan_id goes for each room type of the plan, unless a room_type_id ' +
        'stands beside it or it names both as ROOM:RATE.',
      request: { body: { required: true, content: jsonContent(z.object({ values })) } },
      answer: 'Applied and committed, but for what meta.warnings names; data is empty where nothing was',
    },
    handle: (exchange) => push(deps, exchange, { action, budget }),
  });
}

async function push(
  deps: PmsChannexDeps,
  exchange: PartnerExchange,
  { action, budget }: { action: Action; budget: PropertyBudget },
) {
  const { partner, requestId, request } = exchange;
  const { charset } = requireMediaType(request, JSON_TYPES);
  const body = await readBody(request, deps.config.maxBodyBytes);
  const received = {
    partner,
    connector: deps.connector.id,
    kind: action,
    hotel_code: null,
    requestId,
    contentType: request.headers['content-type'] ?? '',
    body,
  };
  return journalled(deps, received, async (): Promise<Verdict> => {
    const options = { charset, action, ...decodeOptionsOf(partner) };
    const { envelope, content, faults } = await deps.connector.decode(body, options);
    if (content?.kind !== 'ari') {
      exchange.note({ message: action, outcome: 'REFUSED' });
      const answer = deps.connector.encode(envelope, { kind: 'refused', faults });
      return { answer, outcome: 'REFUSED', cause: causeOf(faults) };
    }
    const applied = await applyChannexPush(deps, { partner, requestId, body, content, faults, budget });
    const { tasks, warnings, journal } = applied;
    exchange.note({ message: action, outcome: journal, warnings: warnings.length });
    const outcome: MessageOutcome = { kind: 'applied', warnings };
    const answer = deps.connector.encode({ ...envelope, extra: { tasks: tasks.join(' ') } }, outcome);
    const { hotel_code } = content.ari;
    const cause = warnings.length === 0 ? {} : { cause: causeOf(warnings) };
    return { answer, outcome: journal, hotel_code, about: aboutOf(content), ...cause };
  });
}
