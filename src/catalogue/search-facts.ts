/**
 * The compact form in which PostgreSQL hands over a match set: a fixed record an offer. Counting and sorting ten thousand
 * of them here takes a fraction of what grouping them in the database does. The record is the generated column `facts` of
 * `search_offer`; this file and that column change together. A product's record has what filters count by; processes keep
 * those of all products in memory.
 */

/** Ten-thousandths of a pound. */
export type Amount = number;

/** Bits of `flags` of an offer. */
export const takesBackFlag = 1;

export const offerBytes = 44;
const millisecondsADay = 86_400_000;

/** A calendar date as a number of days, as the records carry it. */
export function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / millisecondsADay);
}

/** The number of days that stands for a date without end. */
export const endlessDay = 2_000_000_000;

/**
 * What offers are sorted by that emissions are known of: grams of CO2e that making one typically emits. What has no figure
 * has this number, which is beyond all: it comes last.
 */
export const noEmissions = 2_147_483_647;

/** What a product contributes to filters. All are codes. */
export interface ProductFacts {
  readonly category: number;
  readonly manufacturer: number;
  /** With the last day each holds, see `dayNumber`. */
  readonly labels: readonly { readonly code: number; readonly until: number }[];
  readonly attributes: readonly number[];
}

/** Writes a product's record. */
export function packProduct(productId: string, facts: ProductFacts): Buffer {
  const labels = facts.labels.slice(0, 255);
  const attributes = facts.attributes.slice(0, 255);
  const record = Buffer.alloc(18 + labels.length * 8 + attributes.length * 4);
  record.writeBigInt64BE(BigInt(productId), 0);
  record.writeInt32BE(facts.category, 8);
  record.writeInt32BE(facts.manufacturer, 12);
  record.writeUInt8(labels.length, 16);
  record.writeUInt8(attributes.length, 17);
  let at = 18;
  for (const label of labels) {
    record.writeInt32BE(label.code, at);
    record.writeInt32BE(Math.min(label.until, endlessDay), at + 4);
    at += 8;
  }
  for (const code of attributes) {
    record.writeInt32BE(code, at);
    at += 4;
  }
  return record;
}

/** A product as it was packed. */
export interface UnpackedProduct extends ProductFacts {
  readonly id: number;
  /** Grams as its maker published them, or `noEmissions`. */
  readonly emissions: number;
}

/** Reads product records that follow each other, each with its emissions behind it. */
export function* unpackProducts(records: Buffer): Generator<UnpackedProduct> {
  for (let at = 0; at < records.length;) {
    const labels: { code: number; until: number }[] = [];
    const attributes: number[] = [];
    const id = readId(records, at);
    const category = records.readInt32BE(at + 8);
    const manufacturer = records.readInt32BE(at + 12);
    const labelsEnd = at + 18 + records.readUInt8(at + 16) * 8;
    const end = labelsEnd + records.readUInt8(at + 17) * 4;
    for (at += 18; at < labelsEnd; at += 8) {
      labels.push({ code: records.readInt32BE(at), until: records.readInt32BE(at + 4) });
    }
    for (; at < end; at += 4) attributes.push(records.readInt32BE(at));
    const emissions = records.readInt32BE(at);
    at += 4;
    yield { id, category, manufacturer, labels, attributes, emissions };
  }
}

/** Reads how well products match words: an id and two bytes of rank each. */
export function* unpackRanks(records: Buffer): Generator<readonly [id: number, rank: number]> {
  for (let at = 0; at < records.length; at += 10) yield [readId(records, at), records.readUInt16BE(at + 8)];
}

/** The offers of a match set, column by column. */
export interface MatchedOffers {
  readonly count: number;
  readonly offer: Float64Array;
  /** Place in the table of products. */
  readonly product: Int32Array;
  /** What the sort goes by: the price each, or the delivered price, at the quantity. */
  readonly amount: Float64Array;
  /** Grams, see `noEmissions`; 0 where the sort does not go by them. */
  readonly emissions: Int32Array;
  readonly supplier: Int32Array;
  readonly lot: Int32Array;
  readonly stock: Int32Array;
  readonly leadDays: Int16Array;
  readonly condition: Int16Array;
  readonly funding: Int16Array;
  readonly flags: Int16Array;
  /** The filter groups the offer does not meet, a bit each; 0 for a result. */
  readonly unmet: Int32Array;
}

/** Offer records that miss the same groups, with the amounts and emissions to sort by where the sort needs them. */
export interface PackedOffers {
  readonly unmet: number;
  readonly records: Buffer;
  readonly amounts: Buffer | null;
  readonly emissions: Buffer | null;
}

/** Columns for so many offers, all zero. */
export function emptyOffers(count: number): MatchedOffers {
  // One piece of memory for all columns, the widest first: a search makes and drops these.
  const memory = new ArrayBuffer(count * 48);
  return {
    count,
    offer: new Float64Array(memory, 0, count),
    amount: new Float64Array(memory, count * 8, count),
    product: new Int32Array(memory, count * 16, count),
    supplier: new Int32Array(memory, count * 20, count),
    lot: new Int32Array(memory, count * 24, count),
    stock: new Int32Array(memory, count * 28, count),
    unmet: new Int32Array(memory, count * 32, count),
    emissions: new Int32Array(memory, count * 36, count),
    leadDays: new Int16Array(memory, count * 40, count),
    condition: new Int16Array(memory, count * 42, count),
    funding: new Int16Array(memory, count * 44, count),
    flags: new Int16Array(memory, count * 46, count),
  };
}

/** Reads offer records; `placeOf` gives a product's place by its id. */
export function unpackOffers(
  packed: readonly PackedOffers[],
  placeOf: (product: number) => number | undefined,
): MatchedOffers {
  const offers = emptyOffers(packed.reduce((sum, each) => sum + each.records.length / offerBytes, 0));
  let row = 0;
  for (const { unmet, records, amounts, emissions } of packed) {
    for (let at = 0, amountAt = 0; at < records.length; at += offerBytes, amountAt += 8, row += 1) {
      offers.offer[row] = readId(records, at);
      offers.product[row] = placeOf(readId(records, at + 8)) ?? -1;
      offers.amount[row] = amounts === null ? readSigned(records, at + 16) : readSigned(amounts, amountAt);
      if (emissions !== null) offers.emissions[row] = emissions.readInt32BE(amountAt / 2);
      offers.supplier[row] = records.readInt32BE(at + 24);
      offers.lot[row] = records.readInt32BE(at + 28);
      offers.stock[row] = records.readInt32BE(at + 32);
      offers.leadDays[row] = records.readInt16BE(at + 36);
      offers.condition[row] = records.readInt16BE(at + 38);
      offers.funding[row] = records.readInt16BE(at + 40);
      offers.flags[row] = records.readInt16BE(at + 42);
      offers.unmet[row] = unmet;
    }
  }
  return offers;
}

export function readId(records: Buffer, at: number): number {
  return records.readUInt32BE(at) * 4_294_967_296 + records.readUInt32BE(at + 4);
}

/** Amounts may be negative: a supplier may pay for what it takes back. */
export function readSigned(records: Buffer, at: number): number {
  return records.readInt32BE(at) * 4_294_967_296 + records.readUInt32BE(at + 4);
}
