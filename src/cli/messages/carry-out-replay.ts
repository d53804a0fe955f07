import type { App } from '../../core/app.js';
import type { AriResult } from '../../core/ari/apply-ari-update.js';
import { AppError } from '../../core/model/errors.js';
import type { ReservationResult } from '../../core/model/incoming-reservation.js';
import type { ChangedRange } from './difference-ranges.js';
import { endParkedAlert } from './parked-alert.js';
import type { ReplayPlan } from './plan-replay.js';
import type { ReservationPreview } from './preview-reservations.js';
import { overNewerCommand } from './render-replay.js';

export interface ReplayOptions {
  /** Also what was parked. */
  readonly confirmed: boolean;
  readonly dryRun: boolean;
  /** Also where newer messages have named the same nights. */
  readonly overNewer: boolean;
}

export interface ReplayReport extends Omit<AriResult, 'hotel_id'> {
  readonly message_id: string;
  readonly received_at: string;
  readonly kind: string;
  readonly outcome_before: string;
  readonly dry_run: boolean;
  readonly hotel_id: string | null;
  readonly nights_changed: number;
  readonly differences: readonly ChangedRange[];
  /** Ranges beyond those that are listed. */
  readonly differences_more: number;
  readonly overtaken_by: readonly string[];
  readonly reservations: readonly (ReservationPreview & { readonly result?: ReservationResult['kind'] })[];
}

const LISTED = 1_000;
const NOTHING = { nights_named: 0, inventory_changed: 0, rates_changed: 0, events: 0, warnings: [] };

/**
 * Applies a planned message as its partner; the journal then tells that it was applied, and its answer is kept. Of reservations
 * guests are left as they are, for the journal has masked them.
 * @throws AppError CONFLICT where newer messages would be undone and nobody said so; PARKED until confirmed; all that applying says.
 */
export async function carryOutReplay(
  app: App,
  plan: ReplayPlan,
  options: ReplayOptions,
): Promise<ReplayReport> {
  const { message, ranges, overtaken_by, previews, nights_changed } = plan;
  if (!options.dryRun && !options.overNewer) refuseBackwards(plan);
  const report = {
    ...{ message_id: message.message_id, received_at: message.received_at, kind: message.kind },
    ...{ outcome_before: message.outcome, dry_run: options.dryRun, nights_changed, overtaken_by },
    differences: ranges.slice(0, LISTED),
    differences_more: Math.max(0, ranges.length - LISTED),
  };
  if (plan.reservations.length > 0) {
    const results = options.dryRun
      ? []
      : await decided(app, plan, () => takeReservations(app, plan), anyTaken);
    const reservations = previews.map((preview, index) => {
      const result = results[index];
      return result === undefined ? preview : { ...preview, result: result.kind };
    });
    const warnings = results.flatMap((one) =>
      one.kind === 'refused' ? [`${one.reference}: ${one.message}`] : [],
    );
    return { ...report, ...NOTHING, warnings, hotel_id: null, reservations };
  }
  const work = () => applyParts(app, plan, options).catch((error: unknown) => sayHow(error, plan, options));
  const result = options.dryRun ? await work() : await decided(app, plan, work);
  return { ...report, ...result, reservations: [] };
}

/**
 * The guard speaks of the message as of one that comes in: only what is parked in the journal can be accepted, and not over newer
 * messages.
 */
function sayHow(
  error: unknown,
  { message: { message_id, outcome } }: ReplayPlan,
  { overNewer }: ReplayOptions,
): never {
  const accepts = outcome === 'PARKED' && !overNewer;
  if (!(error instanceof AppError) || error.code !== 'PARKED' || accepts) throw error;
  const [what = ''] = error.message.split(' It is parked: ');
  throw new AppError('PARKED', `${what} Say --confirm if that is meant; nothing was done.`, {
    details: error.details,
    next: `bellhop message replay ${message_id} --dry-run --confirm${overNewer ? ' --over-newer' : ''}`,
  });
}

/** @throws AppError CONFLICT where newer messages would be undone; it names the command that does so all the same. */
export function refuseBackwards({ message, overtaken_by, nights_changed }: ReplayPlan): void {
  const [newest] = overtaken_by;
  if (newest === undefined) return;
  const command = overNewerCommand(message);
  throw new AppError(
    'CONFLICT',
    `Message ${message.message_id} would change ${nights_changed} nights back over ${overtaken_by.length} newer message(s), the last ${newest}. ` +
      `If that is meant: "${command}"; nothing was done.`,
    { next: `bellhop ${command}`, details: { overtaken_by } },
  );
}

async function applyParts(
  app: App,
  { message, read, parts }: ReplayPlan,
  options: ReplayOptions,
): Promise<AriResult> {
  const results: AriResult[] = [];
  const { perItem, partner } = read;
  const { confirmed, dryRun, overNewer } = options;
  const saidBy = new Date(message.received_at);
  for (const part of parts) {
    const how = { requestId: message.request_id, perItem, confirmed, dryRun, overNewer, replayed: true };
    results.push(await app.applyAri(partner, part, { ...how, saidBy }));
  }
  return results.reduce(together);
}

/** A message may be about several hotels; the first one's id stands for it. */
function together(one: AriResult, other: AriResult): AriResult {
  return {
    hotel_id: one.hotel_id,
    nights_named: one.nights_named + other.nights_named,
    inventory_changed: one.inventory_changed + other.inventory_changed,
    rates_changed: one.rates_changed + other.rates_changed,
    events: one.events + other.events,
    warnings: [...one.warnings, ...other.warnings],
    ...(one.refused === undefined ? {} : { refused: [...one.refused, ...(other.refused ?? [])] }),
  };
}

function takeReservations(
  app: App,
  { message, read, reservations }: ReplayPlan,
): Promise<readonly ReservationResult[]> {
  const known = reservations.map((reservation) => ({ ...reservation, guest: null, comments: [] }));
  return app.receiveReservations(read.partner, known, {
    request_id: message.request_id,
    whole: !read.perItem,
  });
}

const anyTaken = (results: readonly ReservationResult[]): boolean =>
  results.some(({ kind }) => kind !== 'refused');

/** One operator at a time: what another drops or erases meanwhile is not applied, and what is applied is not dropped. */
async function decided<T>(
  app: App,
  { message }: ReplayPlan,
  work: () => Promise<T>,
  carriedOut: (result: T) => boolean = () => true,
): Promise<T> {
  const { message_id, outcome, cause, request_id } = message;
  if (outcome === 'APPLIED') return app.journal.whileKept(message_id, outcome, work);
  const decision = {
    was: outcome,
    outcome: 'APPLIED',
    cause: `applied by an operator; was ${outcome}${cause === null ? '' : ` (${cause})`}`,
  } as const;
  const result = await app.journal.decideWhile(message_id, decision, async () => {
    const done = await work();
    return { result: done, carriedOut: carriedOut(done) };
  });
  if (outcome === 'PARKED') await endParkedAlert(app, request_id);
  return result;
}
