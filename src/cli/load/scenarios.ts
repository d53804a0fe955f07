export const SCENARIOS = [
  'booking-spread',
  'booking-hot',
  'booking-saga',
  'ari-full',
  'ari-delta',
  'mixed',
] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** What a request is counted and timed under. */
export const OPERATIONS = [
  ...(['booking', 'quote', 'ari_read', 'ari_push'] as const),
  ...(['hold', 'confirm', 'pay', 'pay_retry', 'modify', 'cancel'] as const),
] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface ScenarioFacts {
  readonly about: string;
  readonly operations: readonly Operation[];
  /** Starts a second where --rate does not say. */
  readonly rate: number;
}

export const SCENARIO_FACTS: Readonly<Record<Scenario, ScenarioFacts>> = {
  'booking-spread': {
    about: 'bookings over many hotels, rooms and dates; nothing sells out',
    operations: ['booking'],
    rate: 50,
  },
  'booking-hot': {
    about: 'everybody wants one room type on the same 14 nights, with rooms for about half of them',
    operations: ['booking'],
    rate: 100,
  },
  'booking-saga': {
    about:
      'guests hold and then confirm, pay, modify, cancel or walk away; on 14 nights that sell out at the hotel in demand',
    operations: ['hold', 'confirm', 'pay', 'pay_retry', 'modify', 'cancel'],
    rate: 30,
  },
  'ari-full': {
    about: "a year of counts and prices of all of a hotel's rooms in each message, all changed",
    operations: ['ari_push'],
    rate: 1,
  },
  'ari-delta': {
    about: 'small messages: 1 to 30 nights of a few rooms each',
    operations: ['ari_push'],
    rate: 30,
  },
  mixed: {
    about: 'a thousand looks (quotes, and calendars of a week) for one booking',
    operations: ['quote', 'ari_read', 'booking'],
    rate: 200,
  },
};
