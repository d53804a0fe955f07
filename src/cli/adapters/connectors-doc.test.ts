import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { connectors } from '../../connectors/index.js';
import { adapterMarkdown } from './adapter-markdown.js';
import { describeAdapter } from './describe-adapter.js';

const DOC = fileURLToPath(new URL('../../../docs/connectors.md', import.meta.url));
const MARKS = ['<!-- bellhop adapter list --markdown -->', '<!-- end -->'] as const;

// `npx vitest run --project unit src/cli/adapters -u` writes the tables anew.
test('the tables of docs/connectors.md are those of the profiles', async () => {
  const doc = readFileSync(DOC, 'utf8');
  const [before, rest = ''] = doc.split(MARKS[0]);
  const after = rest.slice(rest.indexOf(MARKS[1]));
  const tables = adapterMarkdown(connectors.map(describeAdapter));
  const whole = `${before ?? ''}${MARKS[0]}\n\n${tables}\n\n${after}`;
  const formatted = await format(whole, { ...(await resolveConfig(DOC)), parser: 'markdown' });

  await expect(formatted).toMatchFileSnapshot(DOC);
});

test('the document tells of every contract where it is spoken', () => {
  const doc = readFileSync(DOC, 'utf8');
  for (const { id } of connectors) expect(doc, id).toMatch(new RegExp(`^\\| \`${id}\``, 'm'));
});
