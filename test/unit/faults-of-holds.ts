import type { ViolationKind } from '../history/history.js';
import { D3, type Story } from './clean-story.js';
import { drop, find } from './spoil-story.js';

/** Holds, revisions and payments gone wrong. One spoiled copy of the clean story for each way. */
export const FAULTS_OF_HOLDS: readonly [ViolationKind, string, (story: Story) => void][] = [
  [
    'dead_hold_confirmed',
    'a hold was confirmed after its time',
    (story) => {
      Object.assign(find(story.history, 'id', 'f501'), { invoked: 262, returned: 263 });
      Object.assign(find(story.history, 'id', 'm501'), { invoked: 264, returned: 265 });
    },
  ],
  [
    'hold_mismatch',
    'the hold of a failed booking is still there',
    (story) => {
      story.dumps.booking_holds.push({ booking_id: '502', expires_at: '2026-01-01 00:00:00.000' });
    },
  ],
  [
    'hold_mismatch',
    'a pending booking has no hold',
    (story) => {
      find(story.dumps.bookings, 'booking_id', '502').status = 'PENDING';
    },
  ],
  [
    'hold_told',
    'the PMS was told of a booking that failed',
    (story) => {
      const row = find(story.dumps.reservation_revisions, 'revision_id', '603');
      story.dumps.reservation_revisions.push({ ...row, revision_id: '604', booking_id: '502' });
    },
  ],
  [
    'revisions_pending',
    'two revisions of one booking wait at once',
    (story) => {
      find(story.dumps.reservation_revisions, 'revision_id', '601').state = 'PENDING';
    },
  ],
  [
    'revision_order',
    'an older revision waits behind one that was acknowledged',
    (story) => {
      find(story.dumps.reservation_revisions, 'revision_id', '602').state = 'ACKNOWLEDGED';
    },
  ],
  [
    'revision_order',
    'the last change is not in the feed',
    (story) => drop(story.dumps.reservation_revisions, (row) => row.revision_id === '602'),
  ],
  [
    'revision_order',
    'the PMS was told the newer revision first',
    (story) => {
      const { answer } = find(story.history, 'id', 'h2');
      if (answer.kind !== 'ok' || answer.told === undefined) throw new Error('no feed');
      answer.told.push(...answer.told);
    },
  ],
  [
    'told_wrong',
    'the PMS was told of a revision in its later state',
    (story) => {
      const { answer } = find(story.history, 'id', 'h2');
      if (answer.kind !== 'ok' || answer.told === undefined) throw new Error('no feed');
      Object.assign(answer.told[0] ?? {}, { check_out: D3 });
    },
  ],
  [
    'charged_twice',
    'the bank took the price twice',
    (story) => {
      const { dumps } = story;
      dumps.payments.push({
        ...find(dumps.payments, 'payment_id', '303'),
        payment_id: '305',
        idempotency_token: 't305',
      });
      dumps.simulated_charges.push({
        ...find(dumps.simulated_charges, 'payment_id', '303'),
        payment_id: '305',
        idempotency_token: 't305',
      });
    },
  ],
  [
    'paid_for_nothing',
    'the money of a failed booking was kept',
    (story) => {
      find(story.dumps.payments, 'payment_id', '304').status = 'COMPLETED';
      find(story.dumps.simulated_charges, 'payment_id', '304').state = 'TAKEN';
    },
  ],
  [
    'paid_for_nothing',
    'a booking that got cheaper cost what it did',
    (story) => {
      find(story.dumps.bookings, 'booking_id', '503').total_price = '80.000';
    },
  ],
  [
    'unpaid_booking',
    'a booking was confirmed though its payment was declined',
    (story) => {
      find(story.dumps.payments, 'payment_id', '303').status = 'FAILED';
      find(story.dumps.simulated_charges, 'payment_id', '303').state = 'DECLINED';
    },
  ],
  [
    'books_differ',
    'the bank took what we hold for declined',
    (story) => {
      find(story.dumps.simulated_charges, 'payment_id', '304').state = 'TAKEN';
    },
  ],
  [
    'books_differ',
    'the bank took money for no payment of ours',
    (story) => drop(story.dumps.payments, (row) => row.payment_id === '303'),
  ],
  [
    'books_differ',
    'a refund that is done never reached the bank',
    (story) => {
      find(story.dumps.payments, 'payment_id', '303').refunded_amount = '10.000';
      story.dumps.payment_refunds.push({ payment_id: '303', amount: '10.000', state: 'DONE' });
    },
  ],
  [
    'card_token_kept',
    'a token outlives its payment',
    (story) => {
      find(story.dumps.payments, 'payment_id', '303').card_token = 'tok_ok';
    },
  ],
  [
    'event_stale',
    'an event tells another status than its type',
    (story) => {
      Object.assign(find(story.dumps.events, 'outbox_id', '65').data as object, { status: 'CANCELLED' });
    },
  ],
  [
    'phantom_booking',
    'a hold that was refused is there all the same',
    (story) => {
      find(story.history, 'id', 'h502').answer = { kind: 'refused', code: 'SOLD_OUT', text: null };
    },
  ],
  [
    'invariant',
    'the own verification found something',
    (story) => {
      story.dumps.discrepancies.push({ invariant: 'name', finding: 'booking 1' });
    },
  ],
];
