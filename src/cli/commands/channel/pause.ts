import { ChannelStatusCommand } from '../../channel-status-command.js';

export default class ChannelPause extends ChannelStatusCommand {
  static override summary = 'Send a partner nothing until it is resumed.';

  static override description = `Nothing is noted for it meanwhile either: when it is resumed it gets everything anew. Other partners are not affected.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder',
    '<%= config.bin %> <%= command.id %> stayfinder --dry-run --json',
  ];

  protected override readonly status = 'PAUSED';
}
