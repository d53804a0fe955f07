import type { PushOutcome, WireAnswer, WireRequest } from '../../core/model/channel-codec.js';
import { httpVerdict } from '../shared/http-verdict.js';
import { membersOf } from './read-changes.js';

/** `{"success": true, "unique_id": ...}`: anything else is no success, whatever the status line says. */
export function readAnswer(_request: WireRequest, answer: WireAnswer): PushOutcome {
  const document = parse(answer.body);
  const http = httpVerdict(answer);
  const complaint = complaintOf(document);
  if (http !== null) return http.kind === 'rejected' && complaint !== null ? { ...http, ...complaint } : http;
  if (document === null) {
    const message = 'HTTP 200, but the answer is not a JSON object';
    return { kind: 'retry', after_seconds: null, code: 'UNREADABLE', message };
  }
  const { success, unique_id } = document;
  if (success !== true || complaint !== null) {
    const { code, message } = complaint ?? { code: 'NO_SUCCESS', message: 'The answer does not say success' };
    return { kind: 'rejected', code, message, items: [], mapping: false };
  }
  const reference = typeof unique_id === 'string' || typeof unique_id === 'number' ? String(unique_id) : null;
  return { kind: 'accepted', warnings: warningsOf(document['warnings']), reference };
}

function parse(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const document: unknown = JSON.parse(body);
    return typeof document === 'object' && document !== null && !Array.isArray(document)
      ? membersOf(document)
      : null;
  } catch {
    return null;
  }
}

function complaintOf(
  document: Readonly<Record<string, unknown>> | null,
): { code: string; message: string } | null {
  const errors = document?.['errors'] ?? document?.['error'];
  if (errors === undefined || errors === null || (Array.isArray(errors) && errors.length === 0)) return null;
  const { code, title, message } = membersOf(Array.isArray(errors) ? errors[0] : errors);
  const text = [message, title, errors].find((value) => typeof value === 'string');
  return {
    code: typeof code === 'string' || typeof code === 'number' ? String(code) : 'REJECTED',
    message: typeof text === 'string' ? text : JSON.stringify(errors).slice(0, 500),
  };
}

function warningsOf(warnings: unknown): string[] {
  if (!Array.isArray(warnings)) return [];
  return warnings.map((warning) => (typeof warning === 'string' ? warning : JSON.stringify(warning)));
}
