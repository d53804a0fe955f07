import { Args } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import type { DecodeDocument } from '../../decode-files.js';
import { EXIT } from '../../error-report.js';
import { connectorFlag } from '../../flags.js';
import { startProgress } from '../../output/progress.js';

interface FileVerdict extends Pick<DecodeDocument, 'file' | 'message' | 'verdict' | 'faults'> {
  readonly instructions: number;
}

interface Result {
  readonly valid: boolean;
  readonly messages: readonly FileVerdict[];
}

export default class MessageValidate extends AppCommand<Result> {
  static override summary = 'Check wire messages and list their faults.';

  static override description =
    'Needs no server. The same reading as "message decode", without showing what the messages hold. Exit code 3 when one is refused.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> availability.xml rates.xml',
    'cat delta.json | <%= config.bin %> <%= command.id %> - --connector native --json',
  ];

  static override strict = false;

  static override args = {
    file: Args.string({ description: 'Files of one message each, or - for standard input.', required: true }),
  };

  static override flags = { connector: connectorFlag() };

  async run(): Promise<Result> {
    const { argv, flags } = await this.parse(MessageValidate);
    const { decodeFile } = await import('../../decode-files.js');
    const find = (id: string) => this.requireConnector(id);
    const progress = startProgress(argv.length, { quiet: this.jsonEnabled() });
    const messages: FileVerdict[] = [];
    try {
      for (const name of argv as string[]) {
        const { file, message, verdict, faults, updates } = await decodeFile(name, {
          connector: flags.connector,
          calendar: false,
          variant: {},
          find,
        });
        messages.push({ file, message, verdict, faults, instructions: updates.length });
        progress.step(name);
      }
    } finally {
      progress.stop();
    }
    this.show(messages);
    const valid = messages.every((message) => message.verdict !== 'refused');
    if (!valid) this.exitWith(EXIT.refused);
    return { valid, messages };
  }

  private show(messages: readonly FileVerdict[]): void {
    for (const { file, message, verdict, faults, instructions } of messages) {
      const count = `${instructions} ${instructions === 1 ? 'instruction' : 'instructions'}`;
      this.log(`${file}: ${verdict} (${message ?? 'unknown message'}, ${count})`);
      for (const fault of faults) {
        this.log(
          `  ${fault.at}${fault.line === undefined ? '' : ` (line ${fault.line})`}: ${fault.text} [${fault.code}]`,
        );
      }
    }
  }
}
