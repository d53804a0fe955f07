import { Args, Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { callApi, type ApiResult } from '../../call-api.js';
import { actAsFlag, dryRunFlag, envOf, gatewayFlags } from '../../flags.js';
import { looksLikeJson, readInput } from '../../read-input.js';

type Result = ApiResult | { readonly dry_run: true; readonly path: string; readonly bytes: number };

export default class ApiPost extends AppCommand<Result> {
  static override summary = 'Send a POST request to the gateway.';

  static override description =
    'Prints the body of the answer as it came. An answer outside 2xx is an error with the exit code of its kind.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> /api/ari --body delta.json --act-as pms',
    'cat booking.json | <%= config.bin %> <%= command.id %> /api/bookings/create --body - --act-as ota --idempotency-key 7f9c --json',
  ];

  static override args = { path: Args.string({ description: 'Path with its query.', required: true }) };

  static override flags = {
    ...gatewayFlags,
    body: Flags.string({
      summary: 'File with the body, or - for standard input.',
      helpValue: 'FILE',
      env: envOf('body'),
    }),
    'content-type': Flags.string({
      summary: 'Type of the body; without it JSON or XML, by its first character.',
      env: envOf('content-type'),
    }),
    'idempotency-key': Flags.string({
      summary: 'Key of this request.',
      env: envOf('idempotency-key', 'api'),
    }),
    'act-as': actAsFlag('admin'),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(ApiPost);
    const body = flags.body === undefined ? new TextEncoder().encode('{}') : await readInput(flags.body);
    const type = flags['content-type'] ?? (looksLikeJson(body) ? 'application/json' : 'text/xml');
    if (flags['dry-run']) {
      this.log(`Would send ${body.length} bytes of ${type} to ${args.path}.`);
      return { dry_run: true, path: args.path, bytes: body.length };
    }
    const key = flags['idempotency-key'];
    const client = await this.openGateway({ ...flags, role: flags['act-as'] });
    const { text, result } = await callApi(client, {
      method: 'POST',
      path: args.path,
      body,
      contentType: type,
      ...(key === undefined ? {} : { headers: { 'Idempotency-Key': key } }),
    });
    this.log(text);
    return result;
  }
}
