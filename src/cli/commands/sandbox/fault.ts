import { Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { envOf } from '../../flags.js';
import type { FaultSettings } from '../../sandbox/fault-settings.js';

/** A share of requests, 0 to 1. */
const share = (summary: string, flag: string) =>
  Flags.string({ summary, helpValue: 'SHARE', env: envOf(flag, 'sandbox') });

export default class SandboxFault extends AppCommand<FaultSettings> {
  static override summary = 'Switch faults of a simulated partner on and off, or show which are on.';

  static override description = `What is not named stays as it is; --clear switches all off first. A share is a number from 0 (never) to 1 (always).`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --control http://127.0.0.1:4300/control',
    '<%= config.bin %> <%= command.id %> --control http://127.0.0.1:4300/control --error-rate 0.2 --status 429 --silent-drop 0.01',
    '<%= config.bin %> <%= command.id %> --control http://127.0.0.1:4300/control --clear',
  ];

  static override flags = {
    control: Flags.url({
      summary: 'Control address, as "sandbox start" says it.',
      helpValue: 'URL',
      env: envOf('control', 'sandbox'),
      required: true,
    }),
    clear: Flags.boolean({
      summary: 'Switch all off first.',
      env: envOf('clear', 'sandbox'),
      default: false,
    }),
    'latency-ms': Flags.integer({
      summary: 'Milliseconds before every answer.',
      env: envOf('latency-ms', 'sandbox'),
    }),
    'error-rate': share('Answered with --status, nothing done.', 'error-rate'),
    status: Flags.integer({ summary: 'HTTP status of these answers.', env: envOf('status', 'sandbox') }),
    'drop-answer': share('Done, but the connection breaks off without an answer.', 'drop-answer'),
    duplicate: share('A booking is sent twice.', 'duplicate'),
    reorder: share('A booking is sent only after the next one.', 'reorder'),
    'silent-drop': share('One value is forgotten, though the answer says that all was taken.', 'silent-drop'),
    'wrong-count': share(
      'One room too many is stored, though the answer says that all was taken.',
      'wrong-count',
    ),
    partial: share('One instruction is left out, and the answer says so.', 'partial'),
  };

  async run(): Promise<FaultSettings> {
    const { flags } = await this.parse(SandboxFault);
    const { changeFaults } = await import('../../sandbox/change-faults.js');
    const { control, clear, json: _json, data: _data, ...named } = flags;
    const settings = await changeFaults(control.toString(), { clear, named });
    this.showFacts(Object.entries(settings));
    return settings;
  }
}
