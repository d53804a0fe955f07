import { errorAnswer } from '../connectors/channex/encode.js';
import type { Partner } from '../core/partners/partner.js';
import type { Logger } from '../core/platform/logger.js';
import { jsonAnswer, type Answer } from './answer.js';
import { classifyError } from './classify-error.js';
import type { PartnerExchange } from './exchange.js';
import type { Gatekeeper } from './gatekeeper.js';
import { logFailure } from './middleware/error-handler.js';
import { errorHeaders } from './problem.js';
import type { OpenRoute, Operation } from './route.js';

export const CHANNEX_BASE = '/pms/channex/api/v1';

export interface ChannexRouteDeps {
  readonly gatekeeper: Gatekeeper;
  readonly logger: Logger;
}

export interface ChannexRoute {
  readonly method: OpenRoute['method'];
  /** Below CHANNEX_BASE. */
  readonly path: string;
  readonly operation: Omit<Operation, 'tags' | 'responses'> & { readonly answer: string };
  handle(exchange: PartnerExchange): Promise<Answer>;
}

/** A route of the Channex API: for PMSs with a key, every error in that contract's grammar. */
export function channexRoute({ gatekeeper, logger }: ChannexRouteDeps, route: ChannexRoute): OpenRoute {
  const { method, path, operation } = route;
  const { answer, ...described } = operation;
  return {
    method,
    path: `${CHANNEX_BASE}${path}`,
    access: 'open',
    operation: { ...described, tags: ['PMS', 'Channex'], responses: responsesOf(answer) },
    handle: async (exchange) => {
      try {
        const partner: Partner = await gatekeeper.admit(exchange, ['pms']);
        return await route.handle({ ...exchange, partner });
      } catch (thrown) {
        const error = classifyError(thrown);
        logFailure(logger, error, exchange.requestId);
        exchange.note({ code: error.code });
        const encoded = errorAnswer(error);
        return { ...encoded, headers: { ...errorHeaders(error), ...encoded.headers } };
      }
    },
  };
}

/** A page of a list as the contract gives it. */
export function listAnswer(
  data: readonly unknown[],
  page: { page: number; limit: number; total: number },
): Answer {
  return jsonAnswer(200, { data, meta: page });
}

function responsesOf(answer: string): Operation['responses'] {
  return {
    200: { description: answer },
    401: { description: '{"errors": {"code": "unauthorized", "title": "Unauthorized"}}' },
    403: { description: 'The key is not a PMS’s; errors.code forbidden' },
    404: { description: 'errors.code resource_not_found' },
    422: { description: 'errors.code validation_error with details by field' },
    429: { description: 'errors.code http_too_many_requests; see Retry-After' },
    503: { description: 'Try the same request again; see Retry-After' },
  };
}
