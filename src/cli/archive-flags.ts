import { Errors, Flags } from '@oclif/core';
import { isId } from '../core/model/ids.js';
import { isLocalDate, type LocalDate } from '../core/model/local-date.js';
import { envOf } from './flags.js';

const requiredDate = Flags.custom<LocalDate>({
  helpValue: 'YYYY-MM-DD',
  required: true,
  parse: (input) => {
    if (isLocalDate(input)) return Promise.resolve(input);
    throw new Errors.CLIError(`"${input}" is not a date; write it as YYYY-MM-DD`, { exit: 2 });
  },
});

export const spanFlag = (topic: 'archive' | 'report', flag: 'from' | 'to', summary: string) =>
  requiredDate({ summary, env: envOf(flag, topic), required: true });

export const dirFlag = () =>
  Flags.string({
    summary: 'Folder of the archive; without it BELLHOP_ARCHIVE_DIR, and without that .bellhop/archive.',
    helpValue: 'DIR',
    env: envOf('dir', 'archive'),
  });

const decimalId = Flags.custom<string>({
  helpValue: 'ID',
  parse: (input) => {
    if (isId(input)) return Promise.resolve(input);
    throw new Errors.CLIError(
      `"${input}" is not an id; an id is a decimal number such as 412345678901234567`,
      {
        exit: 2,
      },
    );
  },
});

export const personIdFlag = (flag: 'user' | 'booking', summary: string) =>
  decimalId({ summary, env: envOf(flag, 'archive') });
