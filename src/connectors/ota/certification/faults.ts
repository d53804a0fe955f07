import type { CertificationCase } from '../../../core/model/certification.js';
import { avail, count, ping, refused, soap, step, taken } from './messages.js';

const AVAIL = 'OTA_HotelAvailNotifRQ';
const one = { from: 1, to: 1 } as const;
const unchanged = [{ room: '{room}', day: 1, fields: { available_rooms: 6 } }];
const known = step(avail(count(6, one)), taken(AVAIL));

/** What must not be taken, and that nothing of it is. */
export const FAULT_CASES: readonly CertificationCase[] = [
  {
    id: 'atomic',
    title: 'A message with one fault changes nothing',
    source: 'pmsXchange, transport: each message is atomic',
    steps: [
      known,
      step(
        avail(count(2, one) + count(3, { ...one, room: 'NOPE' })),
        refused(402, { contains: ['NOPE'], cells: unchanged }),
      ),
    ],
  },
  {
    id: 'relative-count',
    title: 'A relative count is refused, not taken as absolute',
    source: 'OpenTravel, AdjustLimit',
    steps: [
      known,
      step(
        avail(count(1, one, ' BookingLimitMessageType="AdjustLimit"')),
        refused(450, { cells: unchanged }),
      ),
    ],
  },
  {
    id: 'negative-count',
    title: 'A count below zero is refused',
    source: 'OpenTravel, BookingLimit',
    steps: [known, step(avail(count(-1, one)), refused(320, { cells: unchanged }))],
  },
  {
    id: 'reversed-dates',
    title: 'An end before its start is refused',
    source: 'OpenTravel code list ERR 404',
    steps: [step(avail(count(1, { from: 5, to: 4 })), refused(404))],
  },
  {
    id: 'no-date',
    title: 'A date that is none is refused',
    source: 'OpenTravel code list ERR 15',
    steps: [
      step(
        avail(count(1, one)).replace('Start="{day+1}"', 'Start="2027-02-30"'),
        refused(15, { contains: ['2027-02-30'] }),
      ),
    ],
  },
  {
    id: 'unknown-hotel',
    title: 'An unknown hotel is refused by name',
    source: 'OpenTravel code list ERR 392',
    steps: [step(avail(count(1, one), 'NOPE'), refused(392, { contains: ['NOPE'] }))],
  },
  {
    id: 'not-well-formed',
    title: 'What is cut off is refused in the grammar of its message',
    source: 'OpenTravel code list ERR 450',
    steps: [
      step(avail(count(1, one)).slice(0, -20), { status: 200, contains: ['<Error'], lacks: ['<Success'] }),
    ],
  },
  {
    id: 'doctype',
    title: 'A document type is refused outright',
    source: 'Traps, 9: forbid DTDs',
    steps: [
      step(`<!DOCTYPE a [<!ENTITY b "c">]>${ping()}`, {
        status: 400,
        contains: ['<Error'],
        lacks: ['<Success'],
      }),
    ],
  },
  {
    id: 'soap-token',
    title: 'SOAP 1.1 with a UsernameToken is answered in SOAP with an empty header',
    source: 'pmsXchange, transport: WS-Security',
    steps: [
      step(soap(avail(count(6, one))), {
        status: 200,
        contains: ['Envelope', 'Body>', '<OTA_HotelAvailNotifRS', '<Success'],
        lacks: ['{key}'],
      }),
    ],
  },
  {
    id: 'soap-wrong-password',
    title: 'A wrong password is an authentication error, and nothing is applied',
    source: 'OpenTravel code lists EWT 4, ERR 497',
    steps: [
      known,
      step(
        soap(avail(count(1, one)), 'wrong-password'),
        {
          status: 200,
          contains: ['<Error ', 'Type="4"'],
          lacks: ['<Success'],
        },
        { authorization: '' },
      ),
      step(ping(), taken('OTA_PingRQ', { cells: unchanged })),
    ],
  },
  {
    id: 'no-credentials',
    title: 'Without credentials nothing is read',
    source: 'pmsXchange, transport',
    steps: [step(ping(), { status: 401, contains: ['<Error'], lacks: ['<Success'] }, { authorization: '' })],
  },
];
