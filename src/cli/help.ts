import { CommandHelp, Help } from '@oclif/core';

/** Descriptions are broken where the source is; what is shown breaks where the terminal ends. */
class WrappedCommandHelp extends CommandHelp {
  /** Without the summary, which stands above the usage already. Paragraphs stay, single line breaks go. */
  protected override description(): string | undefined {
    const text = this.command.description;
    return text === undefined ? undefined : this.wrap(text.replaceAll(/(?<!\n)\n(?!\n)/g, ' '));
  }

  protected override defaultUsage(): string {
    return tidyUsage(super.defaultUsage());
  }
}

/** Options longer than this would be broken in the middle of a word; the section of the flags has them. */
const MOST_OPTIONS = 60;

/**
 * Flags that exclude or need others of which the usage has spoken already leave holes in what @oclif/core makes of them
 * ("[--oversold |  | ]").
 */
export function tidyUsage(usage: string): string {
  return usage
    .replaceAll(/(?: \| *)+(?=\])/g, '')
    .replaceAll(/ +\]/g, ']')
    .replaceAll(/[\w-]+(?:\|[\w-]+)+/g, (options) => (options.length > MOST_OPTIONS ? '<option>' : options));
}

/** What `--help` and `bellhop help` print; named in package.json (oclif, "Custom help"). */
export class BellhopHelp extends Help {
  protected override CommandHelpClass = WrappedCommandHelp;
}
