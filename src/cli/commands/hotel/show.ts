import { Args } from '@oclif/core';
import { describePolicy } from '../../../core/hotels/cancellation-policy.js';
import type { HotelDetails } from '../../../core/hotels/hotels.js';
import { AppCommand } from '../../app-command.js';

export default class HotelShow extends AppCommand<HotelDetails> {
  static override summary = 'Show a hotel with its rooms, rate plans and partners.';

  static override description =
    'By our own code. The partners are those who have the hotel mapped, with their own code for it.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> HV01',
    '<%= config.bin %> <%= command.id %> HV01 --json',
  ];

  static override args = { code: Args.string({ description: 'Code of the hotel (ours).', required: true }) };

  async run(): Promise<HotelDetails> {
    const { args, flags } = await this.parse(HotelShow);
    const hotel = await this.withApp(flags.data, (app) => app.hotels.show(args.code));
    this.showHead(hotel);
    this.log();
    this.showTable(hotel.rooms, [
      { header: 'ROOM', value: (room) => room.code },
      { header: 'NAME', value: (room) => room.name, shrink: true },
      { header: 'TYPE', value: (room) => room.room_type, shrink: true },
      { header: 'SLEEPS', value: (room) => room.capacity, align: 'right' },
      { header: 'ROOMS', value: (room) => room.total_rooms, align: 'right' },
      { header: 'BASE PRICE', value: (room) => room.base_price, align: 'right' },
    ]);
    this.log();
    this.showTable(hotel.rate_plans, [
      { header: 'RATE', value: (ratePlan) => ratePlan.code },
      { header: 'NAME', value: (ratePlan) => ratePlan.name, shrink: true },
      { header: 'MEALS', value: (ratePlan) => ratePlan.meal_plan },
      {
        header: 'CANCELLATION',
        value: (ratePlan) => describePolicy(ratePlan.cancellation_policy),
        shrink: true,
      },
    ]);
    this.log();
    this.showTable(hotel.partners, [
      { header: 'PARTNER', value: (partner) => partner.code },
      { header: 'KIND', value: (partner) => partner.kind },
      { header: 'ITS CODE FOR THE HOTEL', value: (partner) => partner.hotel_code },
    ]);
    return hotel;
  }

  private showHead(hotel: HotelDetails): void {
    this.showFacts([
      ['code', hotel.code],
      ['name', hotel.name],
      ['address', hotel.address],
      ['city', `${hotel.city}, ${hotel.country}`],
      ['time zone', hotel.time_zone],
      ['currency', hotel.currency],
      ['inventory', hotel.inventory_mode === 'pms' ? `from ${hotel.pms ?? 'no PMS yet'}` : 'direct'],
      ['amenities', hotel.amenities.join(', ')],
      ['status', hotel.status],
      ['version', hotel.version],
      ['id', hotel.hotel_id],
    ]);
  }
}
