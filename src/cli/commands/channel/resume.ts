import { ChannelStatusCommand } from '../../channel-status-command.js';

export default class ChannelResume extends ChannelStatusCommand {
  static override summary = 'Send to a partner again that was paused.';

  static override description = `It gets everything of all its hotels anew, then what changes. One that is not paused is left as it is; a time at which it would be tried again is forgotten.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder',
    '<%= config.bin %> <%= command.id %> stayfinder --dry-run --json',
  ];

  protected override readonly status = 'ACTIVE';
}
