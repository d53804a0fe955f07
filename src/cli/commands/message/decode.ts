import { Args, Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import type { DecodeDocument, DecodeOptions } from '../../decode-files.js';
import { EXIT, renderError, reportError } from '../../error-report.js';
import { connectorFlag, envOf } from '../../flags.js';
import { writeJsonLine } from '../../output/json-lines.js';
import { startProgress } from '../../output/progress.js';
import { renderDecoded } from '../../render-decoded.js';

export default class MessageDecode extends AppCommand<DecodeDocument | undefined> {
  static override summary = 'Read wire messages and show what they mean.';

  static override description = `Needs no server. Judges the message alone, not today's date or what is mapped. With --calendar every night is listed
as it stands after all instructions. Several files with --json give JSON Lines, one document a file, also for one
that cannot be read. Exit code 3 when a message is refused.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> availability.xml --connector ota --calendar',
    '<%= config.bin %> <%= command.id %> messages/*.xml --connector ota --json',
  ];

  static override strict = false;

  static override args = {
    file: Args.string({ description: 'Files of one message each, or - for standard input.', required: true }),
  };

  static override flags = {
    connector: connectorFlag(),
    'wire-version': Flags.string({
      summary: 'Version of the contract, for connectors that speak several.',
      helpValue: '2022-10',
      env: envOf('wire-version'),
    }),
    action: Flags.string({
      summary: 'Action that the message came with, for contracts that name it outside the message.',
      helpValue: 'NAME',
      env: envOf('action'),
    }),
    capabilities: Flags.string({
      summary: 'Capabilities agreed on: all, none, or a list; for contracts that agree on them.',
      helpValue: 'LIST',
      env: envOf('capabilities'),
    }),
    dialect: Flags.string({
      summary: 'Habit of the sender, by its id in "adapter list --json"; without it the contract itself.',
      helpValue: 'ID',
      env: envOf('dialect'),
    }),
    calendar: Flags.boolean({ summary: 'Also list every night.', env: envOf('calendar'), default: false }),
  };

  private unread = false;

  async run(): Promise<DecodeDocument | undefined> {
    const { argv, flags } = await this.parse(MessageDecode);
    const files = argv as string[];
    const { decodeFile } = await import('../../decode-files.js');
    const { connector, calendar } = flags;
    const find = (id: string) => this.requireConnector(id);
    const variant = variantOf(flags);
    const progress = startProgress(files.length, { quiet: this.jsonEnabled() });
    const decode = (file: string) => decodeFile(file, { connector, calendar, find, variant });
    // A name that is wrong is wrong for all files; it is said once.
    if (connector !== undefined) await find(connector);
    try {
      for (const file of files) {
        progress.step(file);
        if (files.length === 1) return this.show(await decode(file));
        if (!(await this.showOneOfMany(file, decode))) break;
      }
    } finally {
      progress.stop();
    }
    return undefined;
  }

  /** A file that cannot be read does not keep the others from being read. @returns false once nobody reads any more. */
  private async showOneOfMany(
    file: string,
    decode: (file: string) => Promise<DecodeDocument>,
  ): Promise<boolean> {
    try {
      const document = await decode(file);
      // `file` stands on both levels: to pick a line by, and for who goes on with `data` alone.
      if (this.jsonEnabled()) return await writeJsonLine({ ok: true, file, data: this.judged(document) });
      this.show(document);
      this.log();
      return true;
    } catch (error) {
      const { exit, report } = reportError(error, this.words);
      if (exit === EXIT.bug) throw error;
      this.unread = true;
      this.exitWith(exit);
      if (this.jsonEnabled()) return await writeJsonLine({ ok: false, file, error: report });
      this.talk(renderError(report));
      return true;
    }
  }

  private show(document: DecodeDocument): DecodeDocument {
    this.log(renderDecoded(document, this.width));
    return this.judged(document);
  }

  /** What could not even be read weighs more than what was refused. */
  private judged(document: DecodeDocument): DecodeDocument {
    if (document.verdict === 'refused' && !this.unread) this.exitWith(EXIT.refused);
    return document;
  }
}

interface VariantFlags {
  readonly 'wire-version': string | undefined;
  readonly action: string | undefined;
  readonly capabilities: string | undefined;
  readonly dialect: string | undefined;
}

/** `all` is what a decoder takes that is told nothing. */
function variantOf(flags: VariantFlags): DecodeOptions['variant'] {
  const { 'wire-version': wireVersion, action, capabilities, dialect } = flags;
  const agreed = capabilities === 'none' ? [] : capabilities?.split(',').map((name) => name.trim());
  return {
    ...(wireVersion === undefined ? {} : { wireVersion }),
    ...(action === undefined ? {} : { action }),
    ...(agreed === undefined || capabilities === 'all' ? {} : { capabilities: agreed }),
    ...(dialect === undefined ? {} : { dialect }),
  };
}
