import { Args, Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import type { DecodeDocument, DecodeOptions } from '../../decode-files.js';
import { EXIT } from '../../error-report.js';
import { connectorFlag, envOf } from '../../flags.js';
import { writeJsonLine } from '../../output/json-lines.js';
import { startProgress } from '../../output/progress.js';
import { renderDecoded } from '../../render-decoded.js';

export default class MessageDecode extends AppCommand<DecodeDocument | undefined> {
  static override summary = 'Read wire messages and show what they mean.';

  static override description = `Needs no server. Judges the message alone, not today's date or what is mapped. With --calendar every night is listed
as it stands after all instructions. Several files with --json give JSON Lines, one document a file. Exit code 3
when a message is refused.`;

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

  async run(): Promise<DecodeDocument | undefined> {
    const { argv, flags } = await this.parse(MessageDecode);
    const files = argv as string[];
    const { decodeFile } = await import('../../decode-files.js');
    const { connector, calendar } = flags;
    const find = (id: string) => this.requireConnector(id);
    const variant = variantOf(flags);
    const progress = startProgress(files.length, { quiet: this.jsonEnabled() });
    let refused = false;
    try {
      for (const file of files) {
        const document = await decodeFile(file, { connector, calendar, find, variant });
        refused ||= document.verdict === 'refused';
        if (refused) this.exitWith(EXIT.refused);
        progress.step(file);
        if (files.length === 1) return this.show(document);
        if (!this.jsonEnabled()) {
          this.show(document);
          this.log();
        }
        // `file` stands on both levels: to pick a line by, and for who goes on with `data` alone.
        else if (!(await writeJsonLine({ ok: true, file, data: document }))) break;
      }
    } finally {
      progress.stop();
    }
    return undefined;
  }

  private show(document: DecodeDocument): DecodeDocument {
    this.log(renderDecoded(document, this.width));
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
