import type {
  AriPush,
  ChannelCodec,
  ChannelSettings,
  PushCell,
  WireRequest,
} from '../model/channel-codec.js';

/**
 * The requests of a push, none larger than what this partner takes: a codec keeps to its contract's size, and what a partner allows
 * less than that (or a contract without a size of its own) is met by halving the push. What cannot be halved goes as it is.
 */
export function encodeWithin(
  codec: Pick<ChannelCodec, 'encodeAri'>,
  push: AriPush,
  { settings, bodyBytes }: { readonly settings: ChannelSettings; readonly bodyBytes: number | undefined },
): readonly WireRequest[] {
  const requests = codec.encodeAri(push, settings);
  const most = bodyBytes ?? Infinity;
  if (requests.every(({ body }) => Buffer.byteLength(body) <= most)) return requests;
  const halves = halve(push.cells);
  if (halves === null) return requests;
  // What takes the place of everything may do so once: in the first half, if that has anything of the kind.
  let { full } = push;
  return halves.flatMap((cells) => {
    const half = encodeWithin(codec, { ...push, cells, full }, { settings, bodyBytes });
    full &&= !half.some(({ replaces }) => replaces === true);
    return half;
  });
}

/** By nights, so that a room and its rate plans stay together; one night by rooms; null: there is nothing to halve. */
function halve(cells: readonly PushCell[]): [PushCell[], PushCell[]] | null {
  return halveBy(cells, ({ date }) => date) ?? halveBy(cells, ({ room_code }) => room_code);
}

function halveBy(
  cells: readonly PushCell[],
  keyOf: (cell: PushCell) => string,
): [PushCell[], PushCell[]] | null {
  const keys = [...new Set(cells.map(keyOf))].sort();
  const middle = keys[Math.ceil(keys.length / 2)];
  if (middle === undefined || keys.length < 2) return null;
  return [cells.filter((cell) => keyOf(cell) < middle), cells.filter((cell) => keyOf(cell) >= middle)];
}
