import { AppError, type Fault } from '../core/model/errors.js';
import { EXIT } from './error-report.js';
import { problemOf, type GatewayAnswer, type GatewayClient } from './gateway-client.js';
import { readOtaAnswer } from './ota-answer.js';

export interface PushReport {
  /** Root element of the answer; null for JSON. */
  readonly message: string | null;
  readonly accepted: boolean;
  readonly http_status: number;
  readonly took_ms: number;
  readonly faults: readonly Fault[];
  /** What a JSON answer says was changed. */
  readonly result: unknown;
}

/** What happened to the message itself, as opposed to not getting through at all. */
const REFUSALS: ReadonlySet<number> = new Set([400, 404, 409, 413, 415, 422]);

/**
 * Sends a rates and availability message as a PMS would: XML to /pms/ota, JSON to /api/ari.
 * A refusal of the message is a report. @throws AppError when it did not get that far: no gateway, no right, no time.
 */
export async function pushMessage(
  client: GatewayClient,
  body: Uint8Array,
  json: boolean,
): Promise<PushReport> {
  const start = performance.now();
  const answer = await client.send({
    method: 'POST',
    path: json ? '/api/ari' : '/pms/ota',
    body,
    contentType: json ? 'application/json' : 'text/xml',
  });
  const facts = { http_status: answer.status, took_ms: Math.round(performance.now() - start) };
  return { ...facts, ...(json ? readJsonAnswer(answer) : readXmlAnswer(answer)) };
}

type Verdict = Pick<PushReport, 'message' | 'accepted' | 'faults' | 'result'>;

function readJsonAnswer(answer: GatewayAnswer): Verdict {
  if (answer.status >= 200 && answer.status < 300) {
    return { message: null, accepted: true, faults: [], result: JSON.parse(answer.body) as unknown };
  }
  const problem = problemOf(answer);
  if (!REFUSALS.has(answer.status)) throw problem;
  const faults =
    problem.faults.length > 0
      ? problem.faults
      : [{ pointer: '', code: problem.code, message: problem.message }];
  return { message: null, accepted: false, faults, result: null };
}

function readXmlAnswer(answer: GatewayAnswer): Verdict {
  if (!answer.contentType.includes('xml')) throw problemOf(answer);
  const read = readOtaAnswer(answer.body);
  const first = read.faults[0];
  // OTA says with HTTP 200 that the sender is not let in (error types 4 and 6), or that later may be better (191, 888).
  if (first !== undefined && first.code.startsWith('OTA 4/'))
    throw new AppError('UNAUTHENTICATED', first.message);
  if (first !== undefined && first.code.startsWith('OTA 6/'))
    throw new AppError('FORBIDDEN', first.message, { next: 'bellhop hotel list' });
  if (first !== undefined && /\/(187|191|784|888)$/.test(first.code))
    throw new AppError('UNAVAILABLE', first.message);
  if (read.accepted || read.faults.length > 0) return { ...read, result: null };
  throw problemOf(answer);
}

const UNKNOWN_HOTEL: ReadonlySet<string> = new Set(['HOTEL_NOT_FOUND', 'OTA 3/392']);

/** What to do about what was refused: what comes before the next command to run, and that command. */
export function adviceOn(reports: readonly Pick<PushReport, 'accepted' | 'faults'>[]): string[] {
  if (reports.every((report) => report.accepted)) return [];
  const unknownHotel = reports.some(({ faults }) => faults.some(({ code }) => UNKNOWN_HOTEL.has(code)));
  const parked = reports.some(({ faults }) => faults.some(isParked));
  if (!unknownHotel) return [`Next: bellhop message list --outcome ${parked ? 'PARKED' : 'REFUSED'}`];
  return [
    'A PMS pushes to the hotels that name it ("pms" in the file of "bellhop hotel onboard"). A hotel in direct mode has',
    'none: its operator pushes to it, as JSON with --act-as admin.',
    'Next: bellhop hotel list',
  ];
}

/** OTA has no code of its own for it: there the words say so. */
function isParked({ code, message }: Fault): boolean {
  return code === 'PARKED' || message.includes(' It is parked: ');
}

/** Exit code of several pushes: none refused, all refused, or some. */
export function exitOfPushes(reports: readonly Pick<PushReport, 'accepted'>[]): number {
  const refused = reports.filter((report) => !report.accepted).length;
  if (refused === 0) return EXIT.ok;
  return refused === reports.length ? EXIT.refused : EXIT.partial;
}
