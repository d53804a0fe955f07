import { z } from 'zod';
import type { JsonValue } from '../../../core/model/connector.js';
import { supportOf } from '../capabilities.js';
import { wireVersionOf } from '../versions.js';

/** What EchoData holds: JSON inside XML ("AlpineBits, handshake"). Members that nobody agreed on are read over. */
const handshakeSchema = z.object({
  versions: z
    .array(
      z.object({
        version: z.string().max(32),
        actions: z
          .array(
            z.object({
              action: z.string().max(128),
              supports: z.array(z.string().max(128)).max(500).optional(),
            }),
          )
          .max(200)
          .optional(),
      }),
    )
    .max(50),
});

export type Handshake = z.infer<typeof handshakeSchema>;

/** @returns why it cannot be read, as text, where it cannot. */
export function parseHandshake(text: string): Handshake | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'EchoData does not hold JSON; send {"versions":[...]} as the handshake demands';
  }
  const parsed = handshakeSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('/') ?? '';
  return `EchoData is not a handshake at /${where}; send versions with their actions and what they support`;
}

/** What both sides speak: exactly the versions, actions and capabilities that stand in both lists, in the sender's order. */
export function intersect({ versions }: Handshake): Handshake {
  const seen = new Set<string>();
  return {
    versions: versions.flatMap(({ version, actions }) => {
      const known = wireVersionOf(version);
      if (known === null || seen.has(version)) return [];
      seen.add(version);
      if (actions === undefined) return [{ version }];
      const named = new Set<string>();
      const common = actions.flatMap(({ action, supports }) => {
        const ours = supportOf(known, action);
        if (ours === undefined || named.has(action)) return [];
        named.add(action);
        const both = [...new Set(supports)].filter((name) => ours.includes(name));
        return [{ action, ...(both.length === 0 ? {} : { supports: both }) }];
      });
      return [{ version, actions: common }];
    }),
  };
}

export function handshakeJson(handshake: Handshake): JsonValue {
  return JSON.parse(JSON.stringify(handshake)) as JsonValue;
}
