import type { ReservationRevision } from '../../../core/model/reservation.js';
import { AppCommand } from '../../app-command.js';
import { actAsFlag, gatewayFlags, requiredHotelFlag } from '../../flags.js';

interface Result {
  readonly reservations: readonly ReservationRevision[];
}

interface Page extends Result {
  readonly next_cursor: string | null;
}

const PAGE = 500;

export default class BookingLive extends AppCommand<Result> {
  static override summary = 'Fetch all live reservations of a hotel as its PMS would to import them anew.';

  static override description = `Sends GET /api/reservations/live until the last page: every reservation that is not over, acknowledged or not, as the PMS
was last told of it. For a PMS that lost its data or is new to the hotel; it then reads its feed, which has what it was
not told yet. With --json the guests are in it, for it is what the PMS itself reads.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --hotel HV01',
    '<%= config.bin %> <%= command.id %> --hotel HV01 --json',
  ];

  static override flags = { hotel: requiredHotelFlag(), ...gatewayFlags, 'act-as': actAsFlag('pms') };

  async run(): Promise<Result> {
    const { flags } = await this.parse(BookingLive);
    const client = await this.openGateway({ ...flags, role: flags['act-as'] });
    const reservations: ReservationRevision[] = [];
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({ hotel_id: flags.hotel, limit: String(PAGE) });
      if (cursor !== null) query.set('cursor', cursor);
      // What our own gateway answers to this path is checked by its schema there.
      const page = (await client.json({
        method: 'GET',
        path: `/api/reservations/live?${query.toString()}`,
      })) as Page;
      reservations.push(...page.reservations);
      cursor = page.next_cursor;
    } while (cursor !== null);
    this.showTable(reservations, [
      { header: 'BOOKING', value: (row) => row.booking_id },
      { header: 'REVISION', value: (row) => row.revision_id },
      { header: 'ACTION', value: (row) => row.action },
      { header: 'ARRIVAL', value: (row) => row.check_in_date },
      { header: 'DEPARTURE', value: (row) => row.check_out_date },
      { header: 'ROOMS', value: roomsOf, shrink: true },
      { header: 'TOTAL', value: (row) => row.total_price, align: 'right' },
      { header: 'CURRENCY', value: (row) => row.currency },
    ]);
    if (reservations.length === 0) this.talk('The hotel has no live reservation that this PMS was told of.');
    return { reservations };
  }
}

function roomsOf({ rooms }: ReservationRevision): string {
  return rooms.map((room) => `${room.quantity} ${room.room_code}`).join(', ');
}
