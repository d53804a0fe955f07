import type { CertificationCase } from '../../core/model/certification.js';
import { AVAILABILITY_CASES } from './certification/availability.js';
import { FAULT_CASES } from './certification/faults.js';
import { RATE_CASES } from './certification/rates.js';
import { RESERVATION_CASES } from './certification/reservations.js';

/** What a PMS certifies against pmsXchange: each message, and each fault that it must understand. */
export const OTA_CERTIFICATION: readonly CertificationCase[] = [
  ...AVAILABILITY_CASES,
  ...RATE_CASES,
  ...RESERVATION_CASES,
  ...FAULT_CASES,
];
