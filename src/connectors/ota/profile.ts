import type { Dialect } from '../../core/model/dialect.js';
import { OPENTRAVEL } from '../shared/opentravel-dialect.js';

/** "pmsXchange, transport" and "availability and restrictions". */
export const OTA_DIALECTS: readonly [Dialect, ...Dialect[]] = [
  {
    ...OPENTRAVEL,
    id: 'ota',
    title: 'pmsXchange',
    own_decrement: true,
    limits: { body_bytes: 2_000_000, room_code: 16, rate_code: 64, timeout_seconds: 60 },
    errors: {},
  },
];
