import { BOOKING_SETTINGS } from './booking-settings.js';
import { DELIVERY_SETTINGS } from './delivery-settings.js';
import { PAYMENT_SETTINGS } from './payment-settings.js';
import { PROCESS_SETTINGS } from './process-settings.js';
import type { Settings } from './setting.js';
import { STORE_SETTINGS } from './store-settings.js';

/** Every setting there is, by its name in the code, in the order in which people are shown them. */
export const SETTINGS = {
  ...PROCESS_SETTINGS,
  ...STORE_SETTINGS,
  ...BOOKING_SETTINGS,
  ...PAYMENT_SETTINGS,
  ...DELIVERY_SETTINGS,
} as const satisfies Settings;
