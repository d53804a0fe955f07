import type { App } from '../../core/app.js';
import type { TargetOrigin } from '../../core/delivery/webhooks/webhook-target.js';
import { validate } from '../../core/model/validation.js';
import type { Partner } from '../../core/partners/partner.js';
import { jsonAnswer, type Answer } from '../answer.js';
import { receivedOf } from '../booking-exchange.js';
import type { PartnerExchange } from '../exchange.js';
import { journalled } from '../journalled.js';
import { parseJson, parseOptionalJson, readJsonBytes } from '../read-json.js';
import type { PartnerRoute, Route } from '../route.js';
import { BODY_ERRORS, jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';
import {
  endpointPath,
  endpointWithSecret,
  newEndpoint,
  renderEndpoint,
  rotation,
} from '../schemas/webhook.js';
import { WEBHOOKS, type WebhookRouteDeps } from '../webhook-route.js';

const PATH = WEBHOOKS.path;

/** The routes that show a secret, once. */
export function createWebhookSecretRoutes(deps: WebhookRouteDeps): Route[] {
  return [createRoute(deps), rotateRoute(deps)];
}

/** What a partner names must lie on the internet; the operator knows what is on this machine. */
export function originOf({ kind }: Partner): TargetOrigin {
  return kind === 'operator' ? 'operator' : 'partner';
}

function createRoute(deps: WebhookRouteDeps): PartnerRoute {
  return {
    method: 'post',
    path: PATH,
    access: WEBHOOKS.access,
    operation: {
      operationId: 'createWebhookEndpoint',
      tags: [...WEBHOOKS.tags],
      summary: 'Be told of events at an address of yours',
      description:
        'Signed by Standard Webhooks 1.0 with the secret in this answer, which is shown once. Events of your own hotels and ' +
        'bookings, as docs/asyncapi.json has their data; only 2xx is a success, anything else is tried again for three days.',
      request: { body: { required: true, content: jsonContent(newEndpoint) } },
      responses: {
        201: {
          description: 'Made; events from now on are sent to it',
          content: jsonContent(endpointWithSecret),
        },
        ...problems(...BODY_ERRORS, ...KEY_ERRORS, 'HOTEL_NOT_FOUND', 'CONFLICT', 'CONFIG'),
      },
    },
    handle: (exchange) =>
      answerWithSecret(deps, exchange, {
        kind: 'WebhookEndpointCreate',
        status: 201,
        work: async (bytes) => {
          const input = parseJson(bytes, newEndpoint).value;
          const { partner } = exchange;
          return deps.webhooks.endpoints.create(partner, input, originOf(partner));
        },
      }),
  };
}

function rotateRoute(deps: WebhookRouteDeps): PartnerRoute {
  return {
    method: 'post',
    path: `${PATH}/{endpoint_id}/rotate`,
    access: WEBHOOKS.access,
    operation: {
      operationId: 'rotateWebhookSecret',
      tags: [...WEBHOOKS.tags],
      summary: 'Get a new secret',
      description: 'Until the grace ends messages are signed with both, separated by a space.',
      request: { params: endpointPath, body: { required: false, content: jsonContent(rotation) } },
      responses: {
        200: { description: 'The new secret, shown once', content: jsonContent(endpointWithSecret) },
        ...problems(...BODY_ERRORS, ...KEY_ERRORS, 'NOT_FOUND', 'CONFIG'),
      },
    },
    handle: (exchange) =>
      answerWithSecret(deps, exchange, {
        kind: 'WebhookSecretRotate',
        status: 200,
        work: async (bytes) => {
          const { endpoint_id } = validate(endpointPath, exchange.params, 'path');
          const { grace_hours } = parseOptionalJson(bytes, rotation).value;
          const options = { owner: exchange.partner.partner_id, graceHours: grace_hours };
          return deps.webhooks.endpoints.rotate(endpoint_id, options);
        },
      }),
  };
}

interface SecretWork {
  readonly kind: string;
  readonly status: number;
  readonly work: (bytes: Buffer) => ReturnType<App['webhooks']['endpoints']['create']>;
}

/** The journal keeps the answer without the secret, which nobody but the caller may ever read. */
async function answerWithSecret(
  deps: WebhookRouteDeps,
  exchange: PartnerExchange,
  { kind, status, work }: SecretWork,
): Promise<Answer> {
  const bytes = await readJsonBytes(exchange.request);
  let secret = '';
  const noted = await journalled(deps, { ...receivedOf(exchange, bytes), kind }, async () => {
    const made = await work(bytes);
    secret = made.secret;
    return { answer: jsonAnswer(status, renderEndpoint(made.endpoint)), outcome: 'APPLIED' };
  });
  const shown = JSON.parse(noted.body.toString()) as object;
  return jsonAnswer(status, { ...shown, secret }, noted.headers);
}
