import type { WireVersion } from './versions.js';

/** One action as the handshake and getCapabilities name it, with what we support of it. */
export interface AnnouncedAction {
  readonly action: string;
  readonly supports?: readonly string[];
}

const FREE_ROOMS_BEFORE_2020: AnnouncedAction = {
  action: 'action_OTA_HotelAvailNotif',
  supports: [
    'OTA_HotelAvailNotif_accept_rooms',
    'OTA_HotelAvailNotif_accept_categories',
    'OTA_HotelAvailNotif_accept_deltas',
    'OTA_HotelAvailNotif_accept_BookingThreshold',
  ],
};

const INV_COUNT = [
  'OTA_HotelInvCountNotif_accept_rooms',
  'OTA_HotelInvCountNotif_accept_categories',
  'OTA_HotelInvCountNotif_accept_deltas',
  'OTA_HotelInvCountNotif_accept_out_of_order',
  'OTA_HotelInvCountNotif_accept_out_of_market',
  'OTA_HotelInvCountNotif_accept_closing_seasons',
];

const FREE_ROOMS: AnnouncedAction = {
  action: 'action_OTA_HotelInvCountNotif',
  supports: INV_COUNT,
};

const RATE_PLANS: AnnouncedAction = {
  action: 'action_OTA_HotelRatePlanNotif_RatePlans',
  supports: [
    'OTA_HotelRatePlanNotif_accept_ArrivalDOW',
    'OTA_HotelRatePlanNotif_accept_DepartureDOW',
    'OTA_HotelRatePlanNotif_accept_RatePlan_BookingRule',
    'OTA_HotelRatePlanNotif_accept_RatePlan_RoomType_BookingRule',
    'OTA_HotelRatePlanNotif_accept_RatePlan_mixed_BookingRule',
    'OTA_HotelRatePlanNotif_accept_Supplements',
    'OTA_HotelRatePlanNotif_accept_FreeNightsOffers',
    'OTA_HotelRatePlanNotif_accept_FamilyOffers',
    'OTA_HotelRatePlanNotif_accept_overlay',
    'OTA_HotelRatePlanNotif_accept_full',
    'OTA_HotelRatePlanNotif_accept_RatePlanJoin',
    'OTA_HotelRatePlanNotif_accept_OfferRule_BookingOffset',
    'OTA_HotelRatePlanNotif_accept_OfferRule_DOWLOS',
  ],
};

const INVENTORY: readonly AnnouncedAction[] = [
  {
    action: 'action_OTA_HotelDescriptiveContentNotif_Inventory',
    supports: [
      'OTA_HotelDescriptiveContentNotif_Inventory_use_rooms',
      'OTA_HotelDescriptiveContentNotif_Inventory_occupancy_children',
    ],
  },
  { action: 'action_OTA_HotelDescriptiveContentNotif_Info' },
  { action: 'action_OTA_HotelDescriptiveInfo_Inventory' },
  { action: 'action_OTA_HotelDescriptiveInfo_Info' },
];

const GUEST_REQUESTS: readonly AnnouncedAction[] = [
  { action: 'action_OTA_Read', supports: ['OTA_Read_accept_RoomRates'] },
  { action: 'action_OTA_NotifReport' },
];

/**
 * Without OTA_HotelRatePlan_BaseRates_deltas: what a client has read is not kept. An empty DateRange asks for it by the text of the
 * standard, an omitted one by a remark in its sample; the first is answered with a warning, the second with everything.
 */
const BASE_RATES: AnnouncedAction = { action: 'action_OTA_HotelRatePlan_BaseRates' };

const PING: AnnouncedAction = { action: 'action_OTA_Ping' };

/** What this side speaks, by version: the handshake is the intersection with what the other one sent. */
export const CAPABILITIES: Readonly<Record<WireVersion, readonly AnnouncedAction[]>> = {
  '2017-10': [FREE_ROOMS_BEFORE_2020, ...GUEST_REQUESTS, ...INVENTORY, RATE_PLANS, BASE_RATES],
  '2018-10': [PING, FREE_ROOMS_BEFORE_2020, ...GUEST_REQUESTS, ...INVENTORY, RATE_PLANS, BASE_RATES],
  '2020-10': [PING, FREE_ROOMS, ...GUEST_REQUESTS, ...INVENTORY, RATE_PLANS, BASE_RATES],
  '2022-10': withEvents(),
  '2024-10': withEvents(),
};

/** Complete sets on demand and events came with 2022-10. */
function withEvents(): readonly AnnouncedAction[] {
  const supports = [...INV_COUNT, 'OTA_HotelInvCountNotif_accept_complete_set'];
  return [
    PING,
    { ...FREE_ROOMS, supports },
    ...GUEST_REQUESTS,
    ...INVENTORY,
    RATE_PLANS,
    BASE_RATES,
    { action: 'action_OTA_HotelPostEventNotif_EventReports' },
  ];
}

/** Half of the field writes the whole action, as for the other ones. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['action_OTA_HotelAvailNotif_FreeRooms', 'action_OTA_HotelAvailNotif'],
  ['action_OTA_HotelInvCountNotif_FreeRooms', 'action_OTA_HotelInvCountNotif'],
  ['action_OTA_Read_GuestRequests', 'action_OTA_Read'],
  ['action_OTA_NotifReport_GuestRequests', 'action_OTA_NotifReport'],
]);

/** What we support of an action in a version; undefined where it is not ours. */
export function supportOf(version: WireVersion, action: string): readonly string[] | undefined {
  const name = ALIASES.get(action) ?? action;
  const announced = CAPABILITIES[version].find((each) => each.action === name);
  return announced === undefined ? undefined : (announced.supports ?? []);
}

const ACCEPT = /_accept_(.+)$/;
const INVENTORY_CAPABILITY = /_(?:Inventory|BaseRates)_(.+)$/;

/** Capabilities compare without their prefix, in lower case: `OTA_HotelInvCountNotif_accept_deltas` is `deltas`. */
export function shortCapability(name: string): string {
  const short = ACCEPT.exec(name)?.[1] ?? INVENTORY_CAPABILITY.exec(name)?.[1] ?? name;
  return short.replaceAll('_', '').toLowerCase();
}
