import { Errors, Flags } from '@oclif/core';
import { isId } from '../core/model/ids.js';
import { isLocalDate, type LocalDate } from '../core/model/local-date.js';
import type { KeyRole } from './resolve-gateway.js';

/**
 * Environment twin of a flag: `--dry-run` is also BELLHOP_DRY_RUN. A flag that means something else in another command,
 * or has the name of a setting, names its topic too: `--kind` of "message list" is BELLHOP_MESSAGE_KIND. A test holds
 * every flag to it: a variable that is set for one command must not steer another.
 */
export function envOf(flag: string, topic?: string): string {
  const words = topic === undefined ? flag : `${topic}_${flag}`;
  return `BELLHOP_${words.toUpperCase().replaceAll('-', '_')}`;
}

const date = Flags.custom<LocalDate>({
  helpValue: 'YYYY-MM-DD',
  parse: (input) => {
    if (isLocalDate(input)) return Promise.resolve(input);
    throw new Errors.CLIError(`"${input}" is not a date; write it as YYYY-MM-DD`, { exit: 2 });
  },
});

const id = Flags.custom<string>({
  helpValue: 'ID',
  parse: (input) => {
    if (isId(input)) return Promise.resolve(input);
    throw new Errors.CLIError(
      `"${input}" is not an id; an id is a decimal number such as 412345678901234567`,
      { exit: 2 },
    );
  },
});

const instant = Flags.custom<Date>({
  helpValue: 'TIME',
  parse: (input) => {
    const time = new Date(input);
    // Without an offset it would mean another instant on every machine.
    if (/T.*(Z|[+-]\d{2}:?\d{2})$/.test(input) && !Number.isNaN(time.getTime())) return Promise.resolve(time);
    throw new Errors.CLIError(`"${input}" is not a time with its offset, such as 2027-01-01T00:00:00Z`, {
      exit: 2,
    });
  },
});

export const KEY_MODES = ['test', 'live'] as const;

export const expiryFlag = () =>
  instant({ summary: 'When the key ends; without it never.', env: envOf('expires-at') });

export const sinceFlag = (topic: string, summary: string) => instant({ summary, env: envOf('since', topic) });

export const hotelFlag = () =>
  Flags.string({ summary: 'Code of the hotel (ours).', helpValue: 'CODE', env: envOf('hotel') });

export const requiredHotelFlag = () =>
  Flags.string({
    summary: 'Code of the hotel (ours).',
    helpValue: 'CODE',
    env: envOf('hotel'),
    required: true,
  });

export const roomFlag = () =>
  Flags.string({ summary: 'Code of the room type (ours).', helpValue: 'CODE', env: envOf('room') });

export const partnerFlag = () =>
  Flags.string({ summary: 'Code of the partner.', helpValue: 'CODE', env: envOf('partner') });

export const requiredPartnerFlag = () =>
  Flags.string({ summary: 'Code of the partner.', helpValue: 'CODE', env: envOf('partner'), required: true });

export const fromFlag = () => date({ summary: 'First night.', env: envOf('from'), required: true });

export const toFlag = () => date({ summary: 'Last night (inclusive).', env: envOf('to'), required: true });

export const optionalDateFlag = (flag: string, summary: string, topic?: string) =>
  date({ summary, env: envOf(flag, topic) });

export const optionalIdFlag = (flag: string, summary: string, topic?: string) =>
  id({ summary, env: envOf(flag, topic) });

/** The last id of the page before. */
export const beforeFlag = (topic: string, summary: string) => id({ summary, env: envOf('before', topic) });

export const limitFlag = (standard: number) =>
  Flags.integer({ summary: 'At most so many.', min: 1, max: 1000, default: standard, env: envOf('limit') });

export const linesFlag = () =>
  Flags.integer({ summary: 'End after so many lines.', min: 1, env: envOf('limit', 'event') });

export const followFlag = () =>
  Flags.boolean({ char: 'f', summary: 'Wait for more until Ctrl-C.', env: envOf('follow'), default: false });

/** A place in the event log: an event's id, or 0 for the start. */
export const placeFlag = () =>
  Flags.string({
    summary: 'Events after the one with this id; 0 for all.',
    helpValue: 'EVENT_ID',
    env: envOf('from', 'event'),
    parse: (input) => {
      if (input === '0' || isId(input)) return Promise.resolve(input);
      throw new Errors.CLIError(`"${input}" is not an event id; give the number of an event, or 0`, {
        exit: 2,
      });
    },
  });

/** Which demo partner of the stack in --data acts, where no --key says who. */
export const actAsFlag = (standard: KeyRole) =>
  Flags.option({ options: ['admin', 'pms', 'ota'] as const })({
    summary: 'Demo partner of the stack in --data that acts, where no --key is given.',
    env: envOf('act-as'),
    default: standard,
    helpGroup: 'GATEWAY',
  });

export const dryRunFlag = () =>
  Flags.boolean({
    summary: 'Say what would be done and change nothing.',
    env: envOf('dry-run'),
    default: false,
  });

export const yesFlag = () =>
  Flags.boolean({ char: 'y', summary: 'Do not ask for confirmation.', env: envOf('yes'), default: false });

export const connectorFlag = () =>
  Flags.string({
    summary: 'Wire contract of the message; without it XML is read as ota and JSON as native.',
    helpValue: 'ID',
    env: envOf('connector'),
  });

/** Where and as whom a command acts that goes over HTTP. */
export const gatewayFlags = {
  gateway: Flags.url({
    summary: 'Address of the gateway; without it the one of the stack in --data.',
    helpValue: 'URL',
    env: envOf('gateway'),
    helpGroup: 'GATEWAY',
  }),
  key: Flags.string({
    summary: "API key of the partner; without it the demo partner's of the stack in --data.",
    helpValue: 'KEY',
    env: envOf('key'),
    helpGroup: 'GATEWAY',
    // A key in a help text or an error would be a key in a log.
    noCacheDefault: true,
  }),
  timeout: Flags.integer({
    summary: 'Seconds to wait for an answer.',
    min: 1,
    max: 600,
    default: 60,
    env: envOf('timeout'),
    helpGroup: 'GATEWAY',
  }),
};
