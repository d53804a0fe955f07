import { z } from 'zod';
import { integer, list, type Settings } from './setting.js';

const KEY_BYTES = 32;

/** What is sent to channels and PMSs, and how far it may go. */
export const DELIVERY_SETTINGS = {
  secretKey: {
    env: 'BELLHOP_SECRET_KEY',
    about:
      'key under which passwords for partners are stored: 32 bytes as base64 or hex (openssl rand -base64 32); not set: none is stored',
    secret: true,
    schema: z
      .string()
      .transform((text, context) => {
        const bytes = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');
        if (bytes.length !== KEY_BYTES) context.addIssue('must be 32 bytes as base64 or hex');
        return bytes.toString('base64');
      })
      .nullable()
      .default(null),
  },
  deliveryAllow: {
    env: 'BELLHOP_DELIVERY_ALLOW',
    about:
      'hosts (with a comma) that may be sent to without https or inside the own network; others: https, or http on this machine',
    schema: list.default([]),
  },
  deliverySlots: {
    env: 'BELLHOP_DELIVERY_SLOTS',
    about: 'deliveries that one process sends at the same time',
    schema: integer(1, 256).default(16),
  },
  deliveryLeaseMs: {
    env: 'BELLHOP_DELIVERY_LEASE_MS',
    about:
      'how long a delivery is left to its process without a sign of life; longer than the slowest partner takes to answer',
    schema: integer(1_000, 600_000).default(120_000),
  },
  pullSeconds: {
    env: 'BELLHOP_PULL_SECONDS',
    about:
      'how often channels that push no reservations are asked for them (Booking.com: not more often than every 20 s); 0: never',
    schema: integer(0, 3_600).default(30),
  },
  reconcileHours: {
    env: 'BELLHOP_RECONCILE_HOURS',
    about:
      'hours between two comparisons of what a partner has of a hotel with what it is to have; 0: none by themselves',
    schema: integer(0, 720).default(6),
  },
  deliveryTimeoutMs: {
    env: 'BELLHOP_DELIVERY_TIMEOUT_MS',
    about: 'how long a partner may take to answer, unless its contract says otherwise',
    schema: integer(100, 300_000).default(30_000),
  },
  webhookTimeoutMs: {
    env: 'BELLHOP_WEBHOOK_TIMEOUT_MS',
    about: 'how long a receiver of webhooks may take to answer',
    schema: integer(100, 60_000).default(15_000),
  },
  webhookDisableHours: {
    env: 'BELLHOP_WEBHOOK_DISABLE_HOURS',
    about: 'a webhook endpoint that failed for so many hours without one success is disabled',
    schema: integer(1, 720).default(120),
  },
  webhookMostWaiting: {
    env: 'BELLHOP_WEBHOOK_MOST_WAITING',
    about: 'a webhook endpoint for which more messages than these wait is disabled',
    schema: integer(100, 10_000_000).default(50_000),
  },
} as const satisfies Settings;
