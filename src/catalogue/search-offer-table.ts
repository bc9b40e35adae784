import { setImmediate } from 'node:timers/promises';
import type { Amount } from './search-facts.ts';
import { Gate } from './search-gate.ts';
import { byDelivered, type Wanted } from './search-wanted.ts';

/** An offer in an interval, as search counts, sorts and prices it. Codes, bits and amounts as in the search rows. */
export interface OfferRecord {
  readonly offer: number;
  readonly product: number;
  readonly price: Amount;
  readonly unitPrice: Amount;
  readonly deliveryCharge: Amount;
  readonly deliveryFreeOver: Amount;
  /** Negative: as everywhere. */
  readonly deliveryOffMainland: Amount;
  /** Days as `dayNumber` gives them. */
  readonly from: number;
  readonly to: number;
  readonly supplier: number;
  readonly lot: number;
  readonly stock: number;
  readonly minimumQuantity: number;
  readonly packSize: number;
  /** Grams that making it emits as its seller declares, or `noEmissions`. */
  readonly declared: number;
  readonly leadDays: number;
  readonly condition: number;
  readonly funding: number;
  readonly flags: number;
  readonly breaks: readonly { readonly quantity: number; readonly unitPrice: Amount }[];
}

const numbers = ['offer', 'price', 'unitPrice', 'deliveryCharge', 'deliveryFreeOver', 'deliveryOffMainland'] as const;
const integers = [
  'place',
  'from',
  'to',
  'supplier',
  'lot',
  'stock',
  'minimumQuantity',
  'packSize',
  'declared',
  'breaks',
  'next',
] as const;
const small = ['leadDays', 'condition', 'funding', 'flags'] as const;
type NumberColumn = (typeof numbers)[number];
type IntegerColumn = (typeof integers)[number];
type SmallColumn = (typeof small)[number];

/** As in the statements: keeps the worth of an order within what numbers hold. */
const mostOrdered = 1_000_000;
const dearest = 9_000_000_000_000;

/** Offers column by column, those of a product chained to each other. Rows are never moved; one that goes is left out of its chain. */
export class OfferTable {
  /** Who looks through many rows pauses in between; changes wait for that. */
  readonly gate = new Gate();
  #size = 0;
  #room = 1024;
  #gone = 0;
  #double = doubles(this.#room);
  #integer = wholes(this.#room);
  #small = shorts(this.#room);
  /** The first row of each product, by place, -1 for none. */
  #heads = new Int32Array(1024).fill(-1);
  /** Price breaks: how many, then quantity and price of each. */
  #breaks = new Float64Array(4096);
  #breaksEnd = 1;

  /** Rows that stand. */
  get size(): number {
    return this.#size - this.#gone;
  }

  /** Rows that have gone and still take memory. */
  get gone(): number {
    return this.#gone;
  }

  get columns(): Readonly<
    Record<NumberColumn, Float64Array> & Record<IntegerColumn, Int32Array> & Record<SmallColumn, Int16Array>
  > {
    return { ...this.#double, ...this.#integer, ...this.#small };
  }

  /** The first row of the product at a place; the next ones by the column `next`; -1 ends. */
  first(place: number): number {
    return place < this.#heads.length ? (this.#heads[place] ?? -1) : -1;
  }

  add(place: number, record: OfferRecord): void {
    if (this.#size === this.#room) this.#grow();
    if (place >= this.#heads.length) {
      const larger = new Int32Array(Math.max(place + 1, this.#heads.length * 2)).fill(-1);
      larger.set(this.#heads);
      this.#heads = larger;
    }
    const row = this.#size;
    this.#size += 1;
    for (const name of numbers) this.#double[name][row] = record[name];
    for (const name of small) this.#small[name][row] = record[name];
    const whole = this.#integer;
    whole.from[row] = record.from;
    whole.to[row] = record.to;
    whole.supplier[row] = record.supplier;
    whole.lot[row] = record.lot;
    whole.stock[row] = record.stock;
    whole.minimumQuantity[row] = record.minimumQuantity;
    whole.packSize[row] = record.packSize;
    whole.declared[row] = record.declared;
    whole.place[row] = place;
    whole.breaks[row] = this.#keep(record.breaks);
    whole.next[row] = this.#heads[place] ?? -1;
    this.#heads[place] = row;
  }

  /** Takes an offer of a product out, in all its intervals. */
  remove(place: number, offer: number): void {
    const { next } = this.#integer;
    let before = -1;
    for (let row = this.first(place); row !== -1; row = next[row] ?? -1) {
      if (this.#double.offer[row] !== offer) before = row;
      else {
        this.#gone += 1;
        if (before === -1) this.#heads[place] = next[row] ?? -1;
        else next[before] = next[row] ?? -1;
      }
    }
  }

  #keep(breaks: OfferRecord['breaks']): number {
    if (breaks.length === 0) return 0;
    const at = this.#breaksEnd;
    const end = at + 1 + breaks.length * 2;
    if (end > this.#breaks.length) {
      const larger = new Float64Array(Math.max(end, this.#breaks.length * 1.5));
      larger.set(this.#breaks);
      this.#breaks = larger;
    }
    this.#breaks[at] = breaks.length;
    for (const [index, each] of breaks.entries()) {
      this.#breaks[at + 1 + index * 2] = each.quantity;
      this.#breaks[at + 2 + index * 2] = each.unitPrice;
    }
    this.#breaksEnd = end;
    return at;
  }

  /**
   * Makes room for more rows, a column at a time with a pause after each: many millions of numbers are long to move. Who
   * looks through rows meanwhile sees the same numbers in old columns and new ones.
   */
  async makeRoom(rows: number): Promise<void> {
    if (this.#size + rows <= this.#room) return;
    const room = Math.ceil(Math.max(this.#room * 1.5, this.#size + rows));
    for (const grow of this.#growing(room)) {
      grow();
      await setImmediate();
    }
    this.#room = room;
  }

  #grow(): void {
    const room = Math.ceil(this.#room * 1.5);
    for (const grow of this.#growing(room)) grow();
    this.#room = room;
  }

  #growing(room: number): readonly (() => void)[] {
    const [double, integer, small_] = [this.#double, this.#integer, this.#small];
    return [
      ...numbers.map((name) => () => void (double[name] = larger(double[name], new Float64Array(room)))),
      ...integers.map((name) => () => void (integer[name] = larger(integer[name], new Int32Array(room)))),
      ...small.map((name) => () => void (small_[name] = larger(small_[name], new Int16Array(room)))),
    ];
  }

  /** The least number at or above the wanted one that can be ordered. */
  ordered(row: number, quantity: number): number {
    const pack = this.#integer.packSize[row] ?? 1;
    const least = Math.min(Math.max(quantity, this.#integer.minimumQuantity[row] ?? 1), mostOrdered);
    return Math.floor((least + pack - 1) / pack) * pack;
  }

  /** Price each at a quantity: that of the highest break reached. */
  priceAt(row: number, quantity: number): Amount {
    if (quantity === 1) return this.#double.price[row] ?? 0;
    let price = this.#double.unitPrice[row] ?? 0;
    const at = this.#integer.breaks[row] ?? 0;
    if (at === 0) return price;
    const ordered = this.ordered(row, quantity);
    const end = at + 1 + (this.#breaks[at] ?? 0) * 2;
    for (let each = at + 1; each < end && (this.#breaks[each] ?? 0) <= ordered; each += 2) {
      price = this.#breaks[each + 1] ?? 0;
    }
    return price;
  }

  /** What a sort by price goes by: the price each, or goods rounded to pence and their delivery to the place, at the quantity. */
  amount(row: number, wanted: Pick<Wanted, 'quantity' | 'offMainland' | 'sort'>): Amount {
    const price = this.priceAt(row, wanted.quantity);
    if (!byDelivered(wanted.sort)) return price;
    const exact = Math.min(price, dearest) * this.ordered(row, wanted.quantity);
    const goods = Math.trunc((exact + (exact < 0 ? -50 : 50)) / 100) * 100;
    const away = wanted.offMainland ? (this.#double.deliveryOffMainland[row] ?? -1) : -1;
    if (away >= 0) return goods + away;
    const free = goods >= (this.#double.deliveryFreeOver[row] ?? 0);
    return goods + (free ? 0 : (this.#double.deliveryCharge[row] ?? 0));
  }
}

const doubles = (room: number): Record<NumberColumn, Float64Array> => ({
  offer: new Float64Array(room),
  price: new Float64Array(room),
  unitPrice: new Float64Array(room),
  deliveryCharge: new Float64Array(room),
  deliveryFreeOver: new Float64Array(room),
  deliveryOffMainland: new Float64Array(room),
});

const wholes = (room: number): Record<IntegerColumn, Int32Array> => ({
  place: new Int32Array(room),
  from: new Int32Array(room),
  to: new Int32Array(room),
  supplier: new Int32Array(room),
  lot: new Int32Array(room),
  stock: new Int32Array(room),
  minimumQuantity: new Int32Array(room),
  packSize: new Int32Array(room),
  declared: new Int32Array(room),
  breaks: new Int32Array(room),
  next: new Int32Array(room),
});

const shorts = (room: number): Record<SmallColumn, Int16Array> => ({
  leadDays: new Int16Array(room),
  condition: new Int16Array(room),
  funding: new Int16Array(room),
  flags: new Int16Array(room),
});

function larger<Column extends { set(from: Column): void }>(column: Column, roomier: Column): Column {
  roomier.set(column);
  return roomier;
}
