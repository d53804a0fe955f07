import type { AriPush, ChannelSettings, WireRequest } from '../../core/model/channel-codec.js';
import { notifRequests } from '../shared/opentravel/wire-message.js';
import { availStatusMessages } from './avail-status.js';
import { effectiveCells } from './effective-cells.js';
import { SITECONNECT_DIALECTS } from './profile.js';
import { rateAmountMessages } from './rate-amount.js';

const DEFAULT_BODY_BYTES = 2_000_000;

/** Availability and restrictions first; the rates follow only after these succeeded ("SiteConnect, order"). */
export function encodeSiteConnectAri(push: AriPush, settings: ChannelSettings): WireRequest[] {
  const { hotel_code } = push;
  const cells = effectiveCells(push);
  const { body_bytes: bodyBytes = DEFAULT_BODY_BYTES } = SITECONNECT_DIALECTS[0].limits;
  return [
    ...notifRequests(
      availStatusMessages(cells),
      {
        message: 'OTA_HotelAvailNotifRQ',
        action: 'HotelAvailNotifRQ',
        list: 'AvailStatusMessages',
        hotel_code,
      },
      { settings, bodyBytes },
    ),
    ...notifRequests(
      rateAmountMessages(cells, settings.pricing),
      {
        message: 'OTA_HotelRateAmountNotifRQ',
        action: 'HotelRateAmountNotifRQ',
        list: 'RateAmountMessages',
        hotel_code,
      },
      { settings, bodyBytes },
    ),
  ];
}
