import type { AriUpdate, Restrictions } from '../../core/model/ari.js';
import type { DecodedContent } from '../../core/model/connector.js';
import { dayOfWeek, fromEpochDay, toEpochDay } from '../../core/model/local-date.js';
import { quote, wholeNumber, type OtaContext } from '../shared/opentravel/message-decoder.js';
import { createTreeMessage } from '../shared/opentravel/tree-message.js';
import { attributeOf, childOf, childrenOf, type XmlNode } from '../shared/xml-tree.js';
import { readBoolean, readDateRange, refuseNode, type ArReading, type DateRange } from './date-range.js';
import { AR_VERSIONS, EXPEDIA, EXPEDIA_DIALECTS } from './profile.js';
import { readAmounts, readRestrictions } from './rate-plan.js';

const MESSAGE = 'AvailRateUpdateRQ';
const MOST_ROOMS = 4_999;
const { values: MOST_VALUES = Infinity } = EXPEDIA_DIALECTS[0].limits;

/**
 * AvailRateUpdateRQ: rooms left, closed rooms and rate plans, prices, restrictions ("Expedia, AR"). The older version has its one
 * update directly below the root.
 */
export const createAvailRateUpdate = createTreeMessage(MESSAGE, (root, context) => ({
  finish: () => new ArMessage(root, context).read(),
  credentials() {
    const authentication = childOf(root, 'Authentication');
    const username = attributeOf(authentication, 'username');
    const password = attributeOf(authentication, 'password');
    return username === null || password === null ? null : { username, password };
  },
}));

type UpdateParts = Pick<AriUpdate, 'room_code' | 'rate_code' | 'set' | 'amounts' | 'available'>;

/** One message while it is read: what it sets of which night, so that nothing is set twice. */
class ArMessage {
  private readonly reading: ArReading;
  private readonly updates: AriUpdate[] = [];
  /** By product: what each night is set to. */
  private readonly nights = new Map<string, Map<number, string>>();
  private values = 0;

  constructor(
    private readonly root: XmlNode,
    context: OtaContext,
  ) {
    const { dialect, faults } = context;
    this.reading = { faults, los: dialect.los, resets: dialect.absent_restriction !== 'unchanged' };
  }

  read(): DecodedContent {
    const { root, reading, updates } = this;
    this.refuseVersion();
    const hotel = attributeOf(childOf(root, 'Hotel'), 'id');
    if (hotel === null)
      refuseNode(reading, root, 'Hotel has no id; write your id of the hotel', EXPEDIA.hotel);
    const groups = childrenOf(root, 'AvailRateUpdate');
    for (const group of groups.length === 0 ? [root] : groups) this.readGroup(group);
    return {
      kind: 'ari',
      ari: { hotel_code: hotel ?? '', complete_set: false, rate_absent: 'room', sent_at: null, updates },
    };
  }

  private refuseVersion(): void {
    const version = /\/EQC\/AR\/(.+)$/.exec(this.root.attributes['xmlns'] ?? '')?.[1];
    if (version === undefined || AR_VERSIONS.some((known) => known === version)) return;
    const text = `Version ${quote(version)} is not known; send one of ${AR_VERSIONS.join(', ')}`;
    refuseNode(this.reading, this.root, text, EXPEDIA.version);
  }

  private readGroup(group: XmlNode): void {
    const { reading } = this;
    const ranges = childrenOf(group, 'DateRange').flatMap((node) => readDateRange(node, reading) ?? []);
    const rooms = childrenOf(group, 'RoomType');
    if (childOf(group, 'DateRange') === undefined) refuseNode(reading, group, 'DateRange is missing');
    if (rooms.length === 0) refuseNode(reading, group, 'RoomType is missing');
    for (const room of rooms) this.readRoom(room, ranges);
  }

  private readRoom(room: XmlNode, ranges: readonly DateRange[]): void {
    const { reading } = this;
    const room_code = this.idOf(room);
    const closed = readBoolean(room, 'closed', reading);
    const set: Restrictions = typeof closed === 'boolean' ? { closed } : {};
    const available = this.readInventory(room);
    const own = {
      room_code,
      rate_code: null,
      set,
      amounts: [],
      ...(available === undefined ? {} : { available }),
    };
    const ratePlans = childrenOf(room, 'RatePlan');
    if (available !== undefined || closed !== undefined) this.add(own, room, ranges);
    else if (ratePlans.length === 0)
      refuseNode(reading, room, 'RoomType says nothing; send Inventory or RatePlan');
    for (const node of ratePlans) {
      const rate_code = this.idOf(node);
      const amounts = readAmounts(node, reading);
      this.add({ room_code, rate_code, set: readRestrictions(node, reading), amounts }, node, ranges);
    }
  }

  private idOf(node: XmlNode): string {
    const id = attributeOf(node, 'id');
    if (id === null) refuseNode(this.reading, node, `${node.name} has no id`);
    return id ?? '';
  }

  /** One of the two counts, both absolute: with flexible allocation the rooms beyond the contracted ones. */
  private readInventory(room: XmlNode): number | undefined {
    const node = childOf(room, 'Inventory');
    if (node === undefined) return undefined;
    const total = attributeOf(node, 'totalInventoryAvailable');
    const flexible = attributeOf(node, 'flexibleAllocation');
    const text = total ?? flexible;
    if (text === null || (total !== null && flexible !== null)) {
      refuseNode(this.reading, node, 'Send either totalInventoryAvailable or flexibleAllocation');
      return undefined;
    }
    const count = wholeNumber(text);
    if (count !== null && count <= MOST_ROOMS) return count;
    refuseNode(this.reading, node, `${quote(text)} is not a number of rooms; write 0 to ${MOST_ROOMS}`);
    return undefined;
  }

  private add(parts: UpdateParts, node: XmlNode, ranges: readonly DateRange[]): void {
    const perNight =
      Object.keys(parts.set).length + parts.amounts.length + (parts.available === undefined ? 0 : 1);
    const { at, line } = node.place;
    for (const { from, to, days } of ranges) {
      if (!this.claim(parts, node, { from, to, days, perNight })) return;
      const place = line === undefined ? { at } : { at, line };
      this.updates.push({ ...parts, unit_code: null, from, to, days, ...place });
    }
  }

  /**
   * A rate plan may have a night once; the status and count of its room may stand beside each of its rate plans, if they agree.
   * @returns false after adding a fault, also for more values than a message may have
   */
  private claim(
    { room_code, rate_code, set, available }: UpdateParts,
    node: XmlNode,
    { from, to, days, perNight }: Omit<DateRange, 'node'> & { readonly perNight: number },
  ): boolean {
    const product = JSON.stringify([room_code, rate_code]);
    const content = rate_code === null ? JSON.stringify([set, available]) : '';
    const taken = this.nights.get(product) ?? new Map<number, string>();
    this.nights.set(product, taken);
    for (let day = toEpochDay(from), last = toEpochDay(to); day <= last; day++) {
      const date = fromEpochDay(day);
      if (days?.[dayOfWeek(date)] === false) continue;
      this.values += perNight;
      const before = taken.get(day);
      if (before !== undefined && (rate_code !== null || before !== content)) {
        const text = `${date} is set twice for this product in one message; send it once`;
        refuseNode(this.reading, node, text, EXPEDIA.duplicate);
        return false;
      }
      taken.set(day, content);
    }
    if (this.values <= MOST_VALUES) return true;
    const text = `More than ${MOST_VALUES} values in one message; split it`;
    refuseNode(this.reading, node, text, EXPEDIA.tooManyValues);
    return false;
  }
}
