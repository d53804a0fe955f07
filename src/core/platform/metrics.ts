import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export type Metrics = ReturnType<typeof createMetrics>;

/** Every metric by its name, in one place. Labels are bounded: codes of ours, never a partner's free text. */
export function createMetrics(options: { readonly runtime: boolean }) {
  const registry = new Registry();
  const registers = [registry];
  if (options.runtime) collectDefaultMetrics({ register: registry, prefix: 'bellhop_' });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name, help, labelNames: [...labelNames], registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Histogram({ name, help, labelNames: [...labelNames], buckets: SECONDS, registers });
  return {
    registry,
    httpRequests: histogram('bellhop_http_request_seconds', 'Time to answer', ['route', 'method', 'status']),
    bookings: counter('bellhop_bookings_total', 'Booking requests by outcome', ['outcome']),
    oversoldBookings: counter(
      'bellhop_oversold_bookings_total',
      'Reservations and changes that their channel had sold though no room was for sale; each needs a person',
    ),
    unmappedBookings: counter(
      'bellhop_unmapped_bookings_total',
      'Reservations and changes with room or rate codes that nobody has mapped',
    ),
    replays: counter('bellhop_idempotent_replays_total', 'Answers given again for a known idempotency key'),
    bookingGroup: new Histogram({
      name: 'bellhop_booking_group_size',
      help: 'Bookings that one transaction decided',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128],
      registers,
    }),
    bookingHalves: counter(
      'bellhop_booking_group_halves_total',
      'Groups that failed and were tried again in halves',
    ),
    bookingsAlone: counter(
      'bellhop_bookings_alone_total',
      'Bookings that left their group to wait for their nights',
    ),
    bookingGuesses: counter(
      'bellhop_booking_guesses_total',
      'Bookings tried by what the process remembers: held, overtaken by a change, or none for lack of memory',
      ['outcome'],
    ),
    bookingsWaiting: gauge('bellhop_bookings_waiting', 'Bookings in line for the next group'),
    holdsActive: gauge(
      'bellhop_holds_active',
      'Bookings that keep rooms and wait to be confirmed; from the process that leads the scheduler',
    ),
    holdsEnded: counter('bellhop_holds_ended_total', 'Holds that were confirmed or ended without payment', [
      'outcome',
    ]),
    paidBookings: counter(
      'bellhop_paid_bookings_total',
      'Bookings by what came of their payment: confirmed, declined, or refunded because it came too late',
      ['outcome'],
    ),
    lockAttempts: counter('bellhop_room_lock_attempts_total', 'Tries to lock the nights of a stay', [
      'outcome',
    ]),
    lockWait: histogram('bellhop_room_lock_wait_seconds', 'Time until the nights of a stay were locked'),
    ariMessages: counter('bellhop_ari_messages_total', 'Rates and availability messages', [
      'connector',
      'outcome',
    ]),
    ariNights: counter('bellhop_ari_nights_total', 'Nights named by messages', ['result']),
    outboxRows: gauge('bellhop_outbox_rows', 'Events not yet relayed'),
    outboxAge: gauge('bellhop_outbox_age_seconds', 'Age of the oldest event'),
    relayed: counter('bellhop_events_relayed_total', 'Events handed to the bus', ['type']),
    consumed: counter('bellhop_events_consumed_total', 'Events that a consumer worked on', ['consumer']),
    deadLetters: counter('bellhop_dead_letters_total', 'Events that a consumer set aside', ['consumer']),
    unacknowledged: gauge(
      'bellhop_reservations_unacknowledged',
      'Reservation revisions that a PMS has not decided, by how long they wait; from the process that leads the scheduler',
      ['pms', 'older_than'],
    ),
    reservationsFailed: gauge(
      'bellhop_reservations_failed',
      'Reservation revisions that a PMS could not take, of stays that are not over; from the process that leads the scheduler',
      ['pms'],
    ),
    integrityDrift: gauge(
      'bellhop_integrity_drift',
      'Violations of an invariant that the last pass of the self-check found; from the process that leads the scheduler',
      ['invariant'],
    ),
    integrityPass: gauge(
      'bellhop_integrity_pass_timestamp_seconds',
      'When the self-check last went through everything; from the process that leads the scheduler',
    ),
    reservationsHandedOut: counter('bellhop_reservations_handed_out_total', 'Revisions given to a PMS'),
    roleUp: gauge('bellhop_role_up', '1 while a role of this process works', ['role']),
    engineUp: gauge('bellhop_engine_up', '1 while a configured engine answers', ['engine']),
    consumerLag: gauge(
      'bellhop_consumer_lag_events',
      'Events that a consumer has not worked on yet; from the process that leads the scheduler',
      ['consumer'],
    ),
    scheduledRun: gauge(
      'bellhop_scheduler_last_run_timestamp_seconds',
      'When a periodic job last succeeded; from the process that leads the scheduler',
      ['job'],
    ),
    payments: counter('bellhop_payment_calls_total', 'Calls to payment providers by what they said', [
      'provider',
      'call',
      'outcome',
    ]),
    paymentWebhooks: counter('bellhop_payment_webhooks_total', 'Webhooks of payment providers', [
      'provider',
      'outcome',
    ]),
    paymentsAttention: gauge(
      'bellhop_payments_attention',
      'Payments and refunds that want a person; from the process that leads the scheduler',
    ),
    deliveries: counter('bellhop_deliveries_total', 'Requests sent to partners, by what they answered', [
      'partner',
      'outcome',
    ]),
    deliveriesPending: gauge(
      'bellhop_deliveries_pending',
      'Hotels of which a partner is still to be told something, and what is parked; from the process that leads the scheduler',
      ['partner', 'state'],
    ),
    deliveriesOldest: gauge(
      'bellhop_deliveries_oldest_seconds',
      'How long the oldest change waits to be told to a partner; from the process that leads the scheduler',
      ['partner'],
    ),
    webhookAttempts: counter('bellhop_webhook_attempts_total', 'Webhooks sent, by what came of it', [
      'outcome',
    ]),
    webhookEndpointsDisabled: counter(
      'bellhop_webhook_endpoints_disabled_total',
      'Webhook endpoints that were disabled: gone (410), failing for days, or with too much in line',
      ['cause'],
    ),
    webhooksWaiting: gauge(
      'bellhop_webhooks_waiting',
      'Webhooks that are still to be delivered to a partner; from the process that leads the scheduler',
      ['partner'],
    ),
    webhooksOldest: gauge(
      'bellhop_webhooks_oldest_seconds',
      'How long the oldest webhook waits to be delivered to a partner; from the process that leads the scheduler',
      ['partner'],
    ),
    feedsStale: gauge(
      'bellhop_feeds_stale',
      'Feeds of a PMS that are older than their target; from the process that leads the scheduler',
      ['partner', 'kind'],
    ),
    feedLag: gauge(
      'bellhop_feed_lag_seconds',
      'Age of the last success of the oldest watched feed; from the process that leads the scheduler',
      ['partner', 'kind'],
    ),
    alertsOpen: gauge(
      'bellhop_alerts_open',
      'Alerts that wait for a person; from the process that leads the scheduler',
      ['kind'],
    ),
    priceDifferences: counter(
      'bellhop_price_differences_total',
      'Bookings that a channel sold at another price than ours, beyond its tolerance',
    ),
    reconcileDifferences: gauge(
      'bellhop_reconcile_differences',
      'What partners have otherwise than they are to have, by the last comparison of each hotel; from the process that leads the scheduler',
      ['partner', 'class'],
    ),
    reconcileAge: gauge(
      'bellhop_reconcile_age_seconds',
      'Age of the oldest last comparison of a hotel with a partner; from the process that leads the scheduler',
      ['partner'],
    ),
    redisUp: gauge('bellhop_redis_up', '1 while Redis answers'),
  };
}
