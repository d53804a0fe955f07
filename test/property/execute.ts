import { expect } from 'vitest';
import type { Command } from './commands.js';
import { HOLD_MS, SECOND_MS, type Made, type Run, type Said } from './run.js';

const last = <T>(items: readonly T[], pick: number): T | undefined => items[pick % Math.max(1, items.length)];

/** Does one command to the product and to the model, and compares what each of them says. */
export async function execute(run: Run, command: Command): Promise<void> {
  const { model, world } = run;
  const { now } = world;
  switch (command.kind) {
    case 'push': {
      const { available, from, length, ago } = command;
      const to = from + length - 1;
      const sentAt = ago === null ? null : now - ago * SECOND_MS;
      await run.push([{ from: run.date(from), to: run.date(to), available }], sentAt);
      return model.inventory.push({ available, from, to, sentAt });
    }
    case 'book':
      return book(run, command);
    case 'restate':
    case 'cancel_reference':
      return byReference(run, command);
    case 'expire':
      await run.t.app.expireHolds();
      return void model.expire(now);
    case 'jump':
      world.now += HOLD_MS;
      return;
    case 'read':
      return run.read();
    case 'decide':
      return decide(run, command);
    case 'restart':
      return run.restart();
    case 'again':
    case 'confirm':
    case 'modify':
    case 'cancel':
    case 'take_up':
      return change(run, command);
  }
}

function expectSaid(said: Said, answer: string): void {
  expect(said.answer).toBe(answer);
}

async function book(run: Run, command: Extract<Command, { kind: 'book' }>): Promise<void> {
  const { from, length, rooms, as } = command;
  const stay = { from, length, rooms };
  const repeat = run.book(as, stay);
  const said = await repeat();
  const { entry, answer } = run.model.book(as, stay, run.world.now);
  expectSaid(said, answer);
  if (entry === null) return;
  run.made.push({
    entry,
    bookingId: said.bookingId ?? (await run.newestBooking()),
    repeat,
    text: answer === 'pending' ? null : said.text,
  });
}

/** Mostly a booking that waits for such a thing, now and then any. */
function choose(run: Run, { kind, pick }: { kind: string; pick: number }): Made | undefined {
  const waiting = run.made.filter(({ entry: { booking, payment } }) => {
    if (kind === 'confirm') return booking.status === 'PENDING';
    return (kind === 'again' || kind === 'take_up') && payment?.state === 'open';
  });
  return last(pick % 5 === 0 || waiting.length === 0 ? run.made : waiting, pick);
}

/** What is done to a booking that is there. */
async function change(
  run: Run,
  command: Extract<Command, { kind: 'again' | 'confirm' | 'modify' | 'cancel' | 'take_up' }>,
): Promise<void> {
  const { model, world } = run;
  const made = choose(run, command);
  if (made === undefined) return;
  const { entry } = made;
  switch (command.kind) {
    case 'again': {
      if (made.repeat === null) return;
      const said = await made.repeat();
      expectSaid(said, model.again(entry));
      if (said.answer === 'pending') return;
      // A final answer is the same from the first time on.
      made.text ??= said.text;
      expect(said.text).toBe(made.text);
      return;
    }
    case 'confirm': {
      const said = await run.confirm(made, command.card);
      return expectSaid(said, model.confirm(entry, { card: command.card, now: world.now }));
    }
    case 'modify': {
      const { from, length, rooms } = command;
      const stay = { from, length, rooms };
      return expectSaid(await run.modify(made, stay), model.modify(entry, stay, world.now));
    }
    case 'cancel': {
      const said = await run.cancel(made);
      const answer = model.cancel(entry);
      return expectSaid(said, answer === 'FAILED' ? 'CONFLICT' : answer);
    }
    case 'take_up':
      await run.takeUp(made);
      return model.takeUp(entry);
  }
}

async function byReference(
  run: Run,
  command: Extract<Command, { kind: 'restate' | 'cancel_reference' }>,
): Promise<void> {
  const { model, world } = run;
  const { reference, revision } = command;
  if (command.kind === 'cancel_reference') {
    const said = await run.cancelReference(reference, revision);
    return expectSaid(said, model.cancelReference(reference, revision));
  }
  const { from, length, rooms, action } = command;
  const word = { stay: { from, length, rooms }, revision, action };
  const said = await run.restate(reference, word);
  const { entry, answer } = model.restate(reference, word, world.now);
  expectSaid(said, answer);
  if (entry === null) return;
  run.made.push({ entry, bookingId: said.bookingId ?? '', repeat: null, text: null });
}

async function decide(run: Run, { accepted, pick }: Extract<Command, { kind: 'decide' }>): Promise<void> {
  // Mostly what is still open, now and then what was decided long ago: a verdict may come twice.
  const open = run.told.filter(({ revision: { stage } }) => stage === 'told' || stage === 'refused');
  const known = last(pick % 5 === 0 || open.length === 0 ? run.told : open, pick);
  if (known === undefined) return;
  const { booking, revision, shown } = known;
  // What was accepted cannot fail any more; what a later revision has overtaken may say what it likes.
  const late = !accepted && revision.stage === 'acknowledged';
  expect(await run.decide(shown.revision_id, accepted)).toBe(late ? 'CONFLICT' : 'done');
  run.model.inventory.decide(booking, revision, { accepted, at: run.world.now });
}
