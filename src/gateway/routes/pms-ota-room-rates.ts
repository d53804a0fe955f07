import { z } from 'zod';
import type { App } from '../../core/app.js';
import { AppError } from '../../core/model/errors.js';
import { validate } from '../../core/model/validation.js';
import { jsonAnswer } from '../answer.js';
import type { PartnerRoute } from '../route.js';
import { jsonContent, KEY_ERRORS, problems } from '../schemas/problem.js';

const path = z.strictObject({
  pms: z.string().max(64).meta({ description: 'Your partner code' }),
  hotel: z.string().max(64).meta({ description: 'Your code of the hotel' }),
});

const roomRates = z.array(
  z.strictObject({
    roomTypeCode: z.string(),
    roomTypeName: z.string(),
    ratePlanCode: z.string(),
    ratePlanName: z.string(),
    includedAdultOccupancy: z.int().nullable().meta({ description: 'null: not set for the rate plan' }),
  }),
);

/** The mapping list of pmsXchange, JSON with HTTP Basic ("pmsXchange, message set"): what is mapped to the asking PMS. */
export function createPmsOtaRoomRatesRoute({ listRoomRates }: Pick<App, 'listRoomRates'>): PartnerRoute {
  return {
    method: 'get',
    path: '/pms/ota/core-api/pmses/{pms}/hotels/{hotel}/room-rates',
    access: ['pms'],
    operation: {
      operationId: 'listOtaRoomRates',
      tags: ['PMS'],
      summary: 'The rooms and rate plans of a hotel that are mapped to you',
      request: { params: path },
      responses: {
        200: { description: 'One of each room type and rate plan', content: jsonContent(roomRates) },
        ...problems('VALIDATION', 'NOT_FOUND', 'HOTEL_NOT_FOUND', ...KEY_ERRORS),
      },
    },
    handle: async ({ partner, params }) => {
      const { pms, hotel } = validate(path, params, 'path');
      if (pms !== partner.code) {
        const text = `The address names the PMS "${pms}", your credentials are those of "${partner.code}".`;
        throw new AppError('NOT_FOUND', text);
      }
      const mapped = await listRoomRates(partner, hotel);
      const list = mapped.map((each): z.output<typeof roomRates>[number] => ({
        roomTypeCode: each.room_code,
        roomTypeName: each.room_name,
        ratePlanCode: each.rate_code,
        ratePlanName: each.rate_name,
        includedAdultOccupancy: null,
      }));
      return jsonAnswer(200, list);
    },
  };
}
