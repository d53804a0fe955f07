import type { CertificationCase } from '../../../core/model/certification.js';
import { ROOT, step, success } from './messages.js';

const COMPLETE = '<UniqueID Type="16" ID="1" Instance="CompleteSet"/>';
const text = (code: string, words: string): string =>
  `<MultimediaDescription InfoCode="${code}"><TextItems><TextItem><Description TextFormat="PlainText" Language="en">${words}</Description></TextItem></TextItems></MultimediaDescription>`;
const PULL = `<OTA_HotelDescriptiveInfoRQ ${ROOT}><HotelDescriptiveInfos><HotelDescriptiveInfo HotelCode="{hotel}"/></HotelDescriptiveInfos></OTA_HotelDescriptiveInfoRQ>`;
const available = (day: number, available_rooms: number) => ({
  ...{ room: '{room}', day, fields: { available_rooms } },
});
const free = (day: number, counts: string): string =>
  `<Inventory><StatusApplicationControl Start="{day+${day}}" End="{day+${day}}" InvTypeCode="{room}"/>${counts}</Inventory>`;

/** Room categories, the hotel itself, the older FreeRooms, and the actions that a handshake agrees on. */
export const ROOM_CASES: readonly CertificationCase[] = [
  {
    id: 'handshake-versions',
    title: 'Each version that both sides speak is answered with the actions and capabilities that both have',
    source: 'AlpineBits, handshake',
    steps: ['2018-10', '2020-10', '2022-10', '2024-10'].map((version) =>
      step(
        {
          version,
          action: 'OTA_Ping:Handshaking',
          request: `<OTA_PingRQ ${ROOT}><EchoData>{"versions":[{"version":"${version}","actions":[{"action":"action_OTA_Read"},{"action":"action_OTA_HotelRatePlanNotif_RatePlans","supports":["OTA_HotelRatePlanNotif_accept_Supplements","OTA_HotelRatePlanNotif_accept_nothing"]}]}]}</EchoData></OTA_PingRQ>`,
        },
        success({
          contains: [
            `Status="ALPINEBITS_HANDSHAKE">{"versions":[{"version":"${version}"`,
            'OTA_HotelRatePlanNotif_accept_Supplements',
          ],
        }),
      ),
    ),
  },
  {
    id: 'out-of-order',
    title: 'Rooms that are out of order stand beside those that may be booked, and are not sold',
    source: 'AlpineBits, FreeRooms',
    steps: [
      step(
        {
          action: 'OTA_HotelInvCountNotif:FreeRooms',
          request: `<OTA_HotelInvCountNotifRQ ${ROOT}><Inventories HotelCode="{hotel}">${free(1, '<InvCounts><InvCount CountType="2" Count="2"/><InvCount CountType="6" Count="1"/></InvCounts>')}</Inventories></OTA_HotelInvCountNotifRQ>`,
        },
        success({ cells: [available(1, 2)] }),
      ),
    ],
  },
  {
    id: 'free-rooms-2018-10',
    title: 'The older FreeRooms push a booking limit, and as a complete set too',
    source: 'AlpineBits 2018-10, FreeRooms',
    steps: ['', COMPLETE].map((set) =>
      step(
        {
          version: '2018-10',
          action: 'OTA_HotelAvailNotif:FreeRooms',
          request: `<OTA_HotelAvailNotifRQ ${ROOT}>${set}<AvailStatusMessages HotelCode="{hotel}"><AvailStatusMessage BookingLimit="3" BookingLimitMessageType="SetLimit"><StatusApplicationControl Start="{day+1}" End="{day+2}" InvTypeCode="{room}"/></AvailStatusMessage></AvailStatusMessages></OTA_HotelAvailNotifRQ>`,
        },
        success({ contains: ['<OTA_HotelAvailNotifRS'], cells: [available(1, 3), available(2, 3)] }),
      ),
    ),
  },
  {
    id: 'inventory-push',
    title: 'Room categories are taken',
    source: 'AlpineBits, Inventory',
    steps: [
      step(
        {
          action: 'OTA_HotelDescriptiveContentNotif:Inventory',
          request: `<OTA_HotelDescriptiveContentNotifRQ ${ROOT}><HotelDescriptiveContents><HotelDescriptiveContent HotelCode="{hotel}"><FacilityInfo><GuestRooms><GuestRoom Code="{room}" MinOccupancy="1" MaxOccupancy="2"><TypeRoom StandardOccupancy="2" RoomClassificationCode="42"/><MultimediaDescriptions>${text('25', 'Double')}</MultimediaDescriptions></GuestRoom></GuestRooms></FacilityInfo></HotelDescriptiveContent></HotelDescriptiveContents></OTA_HotelDescriptiveContentNotifRQ>`,
        },
        success({ contains: ['<OTA_HotelDescriptiveContentNotifRS'] }),
      ),
    ],
  },
  {
    id: 'inventory-pull',
    title: 'Room categories and the hotel itself are pulled',
    source: 'AlpineBits, Inventory',
    steps: [
      step(
        { action: 'OTA_HotelDescriptiveInfo:Inventory', request: PULL },
        success({ contains: ['<OTA_HotelDescriptiveInfoRS', 'Code="{room}"'] }),
      ),
      step(
        { action: 'OTA_HotelDescriptiveInfo:Info', request: PULL },
        success({ contains: ['HotelCode="{hotel}" HotelName='] }),
      ),
    ],
  },
  {
    id: 'unknown-hotel',
    title: 'A hotel that is not the client’s is refused',
    source: 'AlpineBits, transport',
    steps: [
      step(
        { action: 'OTA_HotelDescriptiveInfo:Inventory', request: PULL.replace('{hotel}', 'NONE-{run}') },
        { status: 200, contains: ['<Error Type="13" Code="392"'], lacks: ['<Success'] },
      ),
    ],
  },
];
