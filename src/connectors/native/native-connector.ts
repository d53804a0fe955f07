import type { Connector, EncodedAnswer, MessageFault, MessageOutcome } from '../../core/model/connector.js';
import { mayPassLater, refusedOf } from '../shared/outcome-faults.js';
import { NATIVE_CERTIFICATION } from './certification.js';
import { decodeNative } from './decode.js';
import { NATIVE_DIALECTS } from './profile.js';

const CONTENT_TYPE = 'application/json; charset=utf-8';

/** Bellhop's own JSON: the contract of those who have none. Over HTTP the gateway answers with problem+json. */
export function createNativeConnector(): Connector {
  return {
    id: 'native',
    title: "Bellhop's own JSON",
    sides: ['pms', 'channel'],
    versions: [],
    dialects: NATIVE_DIALECTS,
    overridable: ['failure_unit'],
    messages: ['ari'],
    decode: decodeNative,
    encode: (_envelope, outcome) => encodeNative(outcome),
    certification: NATIVE_CERTIFICATION,
  };
}

function encodeNative(outcome: MessageOutcome): EncodedAnswer {
  switch (outcome.kind) {
    case 'applied':
      return json(200, { ok: true, ...warningsIn(outcome.warnings) });
    case 'pong':
      return json(200, { ok: true, echo: outcome.echo });
    case 'reservations':
      return json(200, { ok: true, reservations: outcome.reservations });
    case 'received':
      return received(outcome);
    case 'room_list':
      return json(200, { ok: true, room_rates: outcome.room_rates });
    case 'document':
      return json(200, outcome.document);
    case 'refused':
      return refused(400, outcome.faults[0]?.code ?? 'VALIDATION', outcome.faults);
    case 'failed': {
      const { code, faults, retryable } = outcome.error;
      return refused(retryable ? 503 : 422, code, faults, outcome.error.message);
    }
  }
}

/** Each reservation has its own result; `ok` says that none was refused. */
function received(outcome: Extract<MessageOutcome, { kind: 'received' }>): EncodedAnswer {
  const { results, warnings } = outcome;
  const refusals = refusedOf(results).length;
  const all = refusals > 0 && refusals === results.length;
  const status = all ? (mayPassLater(outcome) ? 503 : 422) : 200;
  return json(status, { ok: refusals === 0, results, ...warningsIn(warnings) });
}

function warningsIn(warnings: readonly MessageFault[] = []): { readonly warnings?: readonly object[] } {
  return warnings.length === 0 ? {} : { warnings: warnings.map(shown) };
}

function shown({ pointer, code, message }: MessageFault): object {
  return { pointer, code, message };
}

function refused(
  status: number,
  code: string,
  faults: readonly MessageFault[],
  message = 'The message was refused; nothing of it was applied',
): EncodedAnswer {
  return json(status, { ok: false, error: { code, message, errors: faults.map(shown) } });
}

function json(status: number, document: unknown): EncodedAnswer {
  return { status, contentType: CONTENT_TYPE, body: JSON.stringify(document) };
}
