import type { ChannelSettings, WireRequest } from '../../core/model/channel-codec.js';
import { basicAuth } from '../shared/basic-auth.js';

/** "Header Accept-Version": 1.0 is out of use. */
export function headersOf(settings: ChannelSettings): WireRequest['headers'] {
  return {
    'content-type': 'application/xml; charset=utf-8',
    'accept-version': '1.1',
    authorization: basicAuth(settings),
  };
}
