import { Flags } from '@oclif/core';
import { envOf, partnerFlag } from '../flags.js';

/** Whom the cases are tried with, where that is not the stack in --data. */
export const targetFlags = {
  against: Flags.url({
    summary: 'Address of another gateway, whose stores are not at hand; of a channel for what is sent.',
    helpValue: 'URL',
    env: envOf('against'),
  }),
  partner: partnerFlag(),
  'channel-key': Flags.string({
    summary:
      'Key of a booking channel at the same hotel, for cases that book; with --against. Skipped without it.',
    helpValue: 'KEY',
    env: envOf('channel-key'),
  }),
  codes: Flags.string({
    summary: "The partner's codes of a hotel, two room types and two rate plans; with --against.",
    helpValue: 'HOTEL,ROOM,ROOM2,RATE,RATE2',
    env: envOf('codes'),
  }),
  control: Flags.url({
    summary: 'Control API of a simulated channel at --against ("sandbox start"), to look at what it holds.',
    helpValue: 'URL',
    env: envOf('control', 'certify'),
  }),
  username: Flags.string({
    summary: 'Who we are to the channel at --against.',
    env: envOf('username', 'certify'),
    default: 'bellhop',
  }),
  'password-stdin': Flags.boolean({
    summary: 'Read the password for the channel at --against from standard input.',
    env: envOf('password-stdin', 'certify'),
    default: false,
  }),
  'requestor-id': Flags.string({
    summary: 'RequestorID and the like, where the contract of the channel at --against has one.',
    env: envOf('requestor-id', 'certify'),
  }),
  'allow-remote': Flags.boolean({
    summary: 'The channel at --against is on another machine and there for trying out.',
    env: envOf('allow-remote', 'certify'),
    default: false,
  }),
};

/** Which cases, and what is shown of them. */
export const caseFlags = {
  pushes: Flags.boolean({
    summary: 'Only what is sent to a channel and fetched from it.',
    env: envOf('pushes'),
    default: false,
  }),
  case: Flags.string({
    summary: 'Only this case; may be given again.',
    multiple: true,
    helpValue: 'ID',
    env: envOf('case'),
  }),
  messages: Flags.boolean({
    summary: 'Also show the messages of cases that pass.',
    env: envOf('messages'),
    default: false,
  }),
};
