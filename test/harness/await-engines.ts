import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, inject } from 'vitest';
import './engines-setup.js';

/** Their first start fetches them as well. */
const PATIENCE_MS = 10 * 60_000;

beforeAll(async () => {
  const verdict = inject('enginesVerdict');
  if (verdict === null) return;
  while (!existsSync(verdict)) await sleep(100);
  const reason = readFileSync(verdict, 'utf8');
  if (reason !== '') throw new Error(`the engines did not start:\n${reason}`);
}, PATIENCE_MS);
