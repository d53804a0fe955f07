import { Args } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { callApi, type ApiResult } from '../../call-api.js';
import { actAsFlag, gatewayFlags } from '../../flags.js';

export default class ApiGet extends AppCommand<ApiResult> {
  static override summary = 'Send a GET request to the gateway.';

  static override description =
    'Prints the body of the answer as it came. An answer outside 2xx is an error with the exit code of its kind.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> /readyz',
    '<%= config.bin %> <%= command.id %> "/api/reservations/feed?limit=10" --act-as pms --json',
  ];

  static override args = { path: Args.string({ description: 'Path with its query.', required: true }) };

  static override flags = { ...gatewayFlags, 'act-as': actAsFlag('admin') };

  async run(): Promise<ApiResult> {
    const { args, flags } = await this.parse(ApiGet);
    const client = await this.openGateway({ ...flags, role: flags['act-as'] });
    const { text, result } = await callApi(client, { method: 'GET', path: args.path });
    this.log(text);
    return result;
  }
}
