import type {
  ItemVerdict,
  PushOutcome,
  WireAnswer,
  WireItem,
  WireRequest,
} from '../../core/model/channel-codec.js';
import { httpVerdict } from '../shared/http-verdict.js';
import { listOf, objectOf, textOf, type JsonObject } from './json-parts.js';
import { PAUSE_SECONDS } from './profile.js';

/** What became of a push: its "Success" says nothing, its warnings do ("Channex, warning notifications"). */
export function readAnswer(request: WireRequest, answer: WireAnswer): PushOutcome {
  const document = parse(answer.body);
  const verdict = httpVerdict(answer);
  if (verdict !== null) return withWords(verdict, objectOf(document.errors));
  const warnings = listOf(objectOf(document.meta).warnings).map(objectOf);
  const [task] = listOf(document.data).map(objectOf);
  if (warnings.length === 0) {
    if (objectOf(document.meta).message === 'Success')
      return { kind: 'accepted', warnings: [], reference: textOf(task?.id) };
    return retry('NO_ANSWER', 'The answer is none of this contract');
  }
  const items = warnings.flatMap((warning) => toVerdicts(warning, request.items));
  if (task !== undefined) return { kind: 'partial', items };
  const [first] = items;
  const mapping = items.length > 0 && items.every(({ code }) => /_id$/.test(code));
  const message = first?.message ?? 'nothing was taken';
  return { kind: 'rejected', code: first?.code ?? 'warning', message, items, mapping };
}

/** After any error a property is left alone for a minute ("Channex, rate limits"). */
function withWords(verdict: PushOutcome, errors: JsonObject): PushOutcome {
  if (verdict.kind !== 'retry' && verdict.kind !== 'rejected') return verdict;
  const code = textOf(errors.code) ?? verdict.code;
  const message = textOf(errors.title) ?? verdict.message;
  if (verdict.kind === 'rejected') return { ...verdict, code, message };
  return { ...verdict, code, message, after_seconds: verdict.after_seconds ?? PAUSE_SECONDS };
}

function retry(code: string, message: string): PushOutcome {
  return { kind: 'retry', after_seconds: PAUSE_SECONDS, code, message };
}

/** One verdict for each field that is wrong; the code is the field's name. */
function toVerdicts(warning: JsonObject, items: readonly WireItem[]): ItemVerdict[] {
  const item = items.find((sent) => isAbout(warning, sent)) ?? null;
  return Object.entries(objectOf(warning.warning)).map(([code, texts]) => ({
    item,
    code,
    message: `${code} ${listOf(texts)
      .map((text) => textOf(text) ?? '')
      .join(', ')}`,
  }));
}

function isAbout(warning: JsonObject, { room_code, rate_code, from, to }: WireItem): boolean {
  const first = textOf(warning.date_from) ?? textOf(warning.date);
  const last = textOf(warning.date_to) ?? textOf(warning.date);
  if (first !== from || last !== to) return false;
  if (rate_code === null) return warning.room_type_id === room_code;
  const room = warning.room_type_id ?? room_code;
  return warning.rate_plan_id === rate_code && room === room_code;
}

function parse(body: string): JsonObject {
  try {
    return objectOf(JSON.parse(body) as unknown);
  } catch {
    // What is no JSON is judged by its status alone.
    return {};
  }
}
