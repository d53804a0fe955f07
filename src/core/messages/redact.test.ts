import { describe, expect, it } from 'vitest';
import { CARD, redact } from '../../../test/builders/redacted-text.js';
import { redactBody } from './redact.js';

describe('other bodies', () => {
  it('hides fields of a form', async () => {
    const form = `hotel=HV01&card_number=${CARD}&email=zen%40example.com&rooms=1`;
    expect(await redact(form, 'application/x-www-form-urlencoded')).toBe(
      `hotel=HV01&card_number=${'*'.repeat(16)}&email=${'*'.repeat(17)}&rooms=1`,
    );
  });

  it('looks into XML wrapped in a multipart form', async () => {
    const form =
      '--b\r\nContent-Disposition: form-data; name="request"\r\n\r\n<r><Email>Zen</Email></r>\r\n--b--';
    expect(await redact(form, 'multipart/form-data; boundary=b')).toBe(form.replace('Zen', '***'));
  });

  it('reads UTF-16 and gives UTF-16 back', async () => {
    const text = '<r><Email>Zenobia é</Email>ké東pt</r>';
    for (const swap of [false, true]) {
      const body = Buffer.from(`\ufeff${text}`, 'utf16le');
      if (swap) body.swap16();
      const redacted = Buffer.from(await redactBody(body, 'text/xml'));
      if (swap) redacted.swap16();
      expect(redacted.toString('utf16le')).toBe('\ufeff<r><Email>******* **</Email>ké東pt</r>');
    }
  });

  it('keeps only size and hash of what is no text', async () => {
    const text = await redact(`\x1f\x0b\x00\x01${CARD}`, 'application/json');
    expect(text).toMatch(/^\[20 bytes that are no text were not kept, sha256 [0-9a-f]{64}\]$/);
  });

  it('bears an empty body', async () => {
    expect(await redact('')).toBe('');
  });
});
