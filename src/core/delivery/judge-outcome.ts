import type { PushOutcome, WireItem } from '../model/channel-codec.js';
import type { Mark, ParkedMark } from './lanes.js';
import type { Refused } from './settle-lane.js';
import type { Pair } from './take-work.js';

/** What the answers of a push leave to do. */
export interface Judged {
  /** To be sent again as it then is. */
  readonly rest: Mark[];
  readonly refused: Refused[];
  readonly disabled: (Pair & { readonly cause: string })[];
}

interface Answered {
  readonly request: { readonly items: readonly WireItem[]; readonly message?: string };
  readonly outcome: PushOutcome;
  /** The marks that items are about. */
  readonly items: (items: readonly WireItem[]) => Mark[];
  /** The pairs of room and rate plan that items name. */
  readonly pairs: (items: readonly WireItem[]) => Pair[];
}

/**
 * accepted: nothing is left. partial: the items that are named are parked, the rest is done. rejected: all of the request is
 * parked; where the fault is a mapping, its pair alone, which is left out from then on, and the others are sent without it.
 */
export function judge(judged: Judged, answered: Answered): void {
  const { request, outcome, pairs: pairsOf } = answered;
  const { message: refused } = request;
  const items = (list: readonly WireItem[]): ParkedMark[] =>
    answered.items(list).map((mark) => (refused === undefined ? mark : { ...mark, message: refused }));
  if (outcome.kind === 'partial') {
    const named = outcome.items.filter(({ item }) => item !== null);
    for (const { item, code, message } of named)
      judged.refused.push({ code, message, marks: items(item === null ? [] : [item]) });
    // Something was not taken, and nobody says what: all that is not named otherwise is a person's to look at.
    if (named.length === 0 || named.length < outcome.items.length) {
      const unnamed = outcome.items.find(({ item }) => item === null);
      judged.refused.push({ ...wordsOf(unnamed), marks: items(unnamedOf(request.items, outcome)) });
    }
    return;
  }
  if (outcome.kind !== 'rejected') return;
  const { code, message, mapping } = outcome;
  const pairs = mapping ? namedPairs(outcome.items, request.items) : [];
  const disabled = pairsOf(pairs);
  if (disabled.length === 0) {
    judged.refused.push({ code, message, marks: items(request.items) });
    return;
  }
  const isNamed = (item: WireItem) =>
    pairs.some(
      (pair) =>
        pair.room_code === item.room_code && (pair.rate_code === null || pair.rate_code === item.rate_code),
    );
  judged.refused.push({ code, message, marks: items(request.items.filter(isNamed)) });
  judged.rest.push(...answered.items(request.items.filter((item) => !isNamed(item))));
  for (const pair of disabled) judged.disabled.push({ ...pair, cause: message });
}

/** The items of a request that were taken as sent. */
export function takenOf(items: readonly WireItem[], outcome: PushOutcome): readonly WireItem[] {
  if (outcome.kind === 'accepted') return items;
  if (outcome.kind !== 'partial' || outcome.items.length === 0) return [];
  return outcome.items.some(({ item }) => item === null) ? [] : unnamedOf(items, outcome);
}

/** Of which no verdict speaks. */
function unnamedOf(
  items: readonly WireItem[],
  { items: verdicts }: Extract<PushOutcome, { kind: 'partial' }>,
): readonly WireItem[] {
  const named = new Set(verdicts.flatMap(({ item }) => (item === null ? [] : [textOf(item)])));
  return items.filter((item) => !named.has(textOf(item)));
}

function textOf({ room_code, rate_code, from, to }: WireItem): string {
  return JSON.stringify([room_code, rate_code, from, to]);
}

function wordsOf(verdict: { readonly code: string; readonly message: string } | undefined): {
  code: string;
  message: string;
} {
  return verdict === undefined
    ? { code: 'PARTIAL', message: 'not all was taken' }
    : { code: verdict.code, message: verdict.message };
}

/** The pairs that the channel does not know, as far as its answer tells; where all is of one pair, that one. */
function namedPairs(
  verdicts: readonly { readonly item: WireItem | null }[],
  sent: readonly WireItem[],
): WireItem[] {
  const named = verdicts.flatMap(({ item }) => (item === null ? [] : [item]));
  const pairs = new Map(
    (named.length > 0 ? named : sent).map((item) => [JSON.stringify([item.room_code, item.rate_code]), item]),
  );
  return named.length > 0 || pairs.size === 1 ? [...pairs.values()] : [];
}
