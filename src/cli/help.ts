import { CommandHelp, Help } from '@oclif/core';

/** Descriptions are broken where the source is; what is shown breaks where the terminal ends. */
class WrappedCommandHelp extends CommandHelp {
  /** Without the summary, which stands above the usage already. Paragraphs stay, single line breaks go. */
  protected override description(): string | undefined {
    const text = this.command.description;
    return text === undefined ? undefined : this.wrap(text.replaceAll(/(?<!\n)\n(?!\n)/g, ' '));
  }
}

/** What `--help` and `bellhop help` print; named in package.json (oclif, "Custom help"). */
export class BellhopHelp extends Help {
  protected override CommandHelpClass = WrappedCommandHelp;
}
