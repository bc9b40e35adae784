import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { runs } from '../../../test/support/long.ts';
import { overlapping, priceLine, searchDisagreements, stage } from '../../../test/support/price-list-lines.ts';
import { fillSmallCatalogue } from '../../../test/support/small-catalogue.ts';
import { addDays, type IsoDate, isoDate } from '../../kernel/dates.ts';
import type { Database, Engine, Handle } from '../../platform/database/index.ts';
import { spreadOf } from '../search-row.ts';
import { applyList, compareList } from './accept-list-store.ts';
import type { PriceLine } from '../price-lines/index.ts';

const start = isoDate('2027-01-01');
const day = (number: number): IsoDate => addDays(start, number);
/** Days that are looked at: lists begin on the first eight of them. */
const horizon = 14;

const products = [
  ['norvik', 'NV14-5120'],
  ['aldermere', 'AL14G3'],
  ['norvik', 'NV24-M'],
  ['norvik', 'NV11-OLD'],
] as const;

const everywhere = ['end-user-devices/laptops', 'peripherals/monitors', 'software-and-cloud/productivity'].map(
  (id) => ({
    id,
    name: id,
    unit: 'each' as const,
    onLot: true,
    second: true,
    stocked: true,
  }),
);

const supplier = { supplierId: 'marrowby-systems', agreement: 'RM6098', lot: '8' };

/** A line as tests write it: which product, its price, and what else differs. */
interface Wanted {
  readonly product: number;
  readonly price: string;
  readonly more?: Partial<PriceLine>;
}

let lists = 0;

/** Stages a list, compares it and puts it into force at once; gives how many lines each kind of change had. */
async function accept(
  database: Database,
  from: IsoDate,
  wanted: readonly Wanted[],
  allowedRise: string | null = null,
): Promise<Record<string, number>> {
  lists += 1;
  const scope = { ...supplier, listId: String(lists), validFrom: from, allowedRise, categories: everywhere };
  const lines = wanted.map(({ product, price, more }, index) => {
    const [manufacturerId, mpn] = products[product] ?? ['', ''];
    return priceLine({
      row: index + 2,
      supplierSku: `S${String(product)}`,
      manufacturerId,
      mpn,
      unitPrice: price,
      ...more,
    });
  });
  if (lines.length > 0) await stage(database, scope, lines);
  const pace = { range: 2, between: () => Promise.resolve() };
  return database.transact(async (transaction) => {
    await compareList(transaction, scope, lines.length + 1, pace);
    await applyList(transaction, { ...scope, demonstration: true }, lines.length + 1, pace);
    const counted = await sql<{ kind: string; lines: number }>`
      select case when held = 'waiting' then 'held' else kind end as kind, count(*)::int as lines from price_list_change
      where price_list_id = ${scope.listId}::bigint group by 1`.execute(transaction);
    return Object.fromEntries(counted.rows.map((each) => [each.kind, each.lines]));
  });
}

async function catalogue(t: TestContext, engine: Engine): Promise<Database> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  await fillSmallCatalogue(database);
  // Only what the lists of a test bring.
  await sql`delete from search_offer`.execute(database.handle);
  await sql`delete from offer`.execute(database.handle);
  return database;
}

/** `S0 10.00 1..3`: code, price and days, counted from the first; without an end nothing follows the dots. */
async function intervals(handle: Handle): Promise<readonly string[]> {
  const found = await sql<{ sku: string; price: string; starts: number; ends: number | null }>`
    select o.supplier_sku as sku, i.unit_price::numeric(14, 2)::text as price, i.valid_from - ${start}::date as starts,
      i.valid_to - ${start}::date as ends
    from offer o join offer_interval i on i.offer_id = o.id order by 1, 3`.execute(handle);
  return found.rows.map(
    (each) => `${each.sku} ${each.price} ${String(each.starts)}..${each.ends === null ? '' : String(each.ends)}`,
  );
}

/** What is on offer on each day, as the lists' own rule says: from its first day on a list replaces all before it. */
function modelled(
  accepted: readonly { readonly from: number; readonly lines: readonly Wanted[] }[],
): readonly string[][] {
  const days: Map<number, string>[] = Array.from({ length: horizon }, () => new Map<number, string>());
  for (const { from, lines } of accepted) {
    const named = new Set(lines.map((each) => each.product));
    for (const [at, offers] of days.entries()) {
      if (at < from) continue;
      for (const product of [...offers.keys()]) if (!named.has(product)) offers.delete(product);
      for (const each of lines) {
        const begins = each.more?.validFrom === undefined ? from : Math.max(from, at_(each.more.validFrom));
        if (at < begins) continue;
        const ends = each.more?.validTo ?? null;
        if (ends !== null && at > at_(ends)) offers.delete(each.product);
        else offers.set(each.product, `${each.price} ${String(each.more?.stock ?? null)}`);
      }
    }
  }
  return days.map((offers) =>
    [...offers].map(([product, price]) => `S${String(product)} ${price.split(' ')[0] ?? ''}`).toSorted(),
  );
}

function at_(date: IsoDate): number {
  for (let each = 0; each < 400; each += 1) if (day(each) === date) return each;
  throw new RangeError(date);
}

async function onOffer(handle: Handle, on: IsoDate): Promise<readonly string[]> {
  const found = await sql<{ line: string }>`
    select o.supplier_sku || ' ' || i.unit_price::numeric(14, 2)::text as line
    from offer o join offer_interval i on i.offer_id = o.id
    where i.valid_from <= ${on}::date and (i.valid_to is null or i.valid_to >= ${on}::date) order by 1`.execute(handle);
  return found.rows.map((each) => each.line).toSorted();
}

interface Case {
  readonly name: string;
  readonly lists: readonly (readonly [from: number, lines: readonly Wanted[]])[];
  readonly changes: Readonly<Record<string, number>>;
  readonly after: readonly string[];
}

const a = (price: string, more?: Partial<PriceLine>): Wanted => ({ product: 0, price, ...(more ? { more } : {}) });
const b = (price: string): Wanted => ({ product: 1, price });

const cases: readonly Case[] = [
  {
    name: 'the first list opens an interval a line',
    lists: [[0, [a('10.00'), b('20.00')]]],
    changes: { added: 2 },
    after: ['S0 10.00 0..', 'S1 20.00 0..'],
  },
  {
    name: 'the same list again touches nothing',
    lists: [
      [0, [a('10.00')]],
      [3, [a('10.00')]],
    ],
    changes: { same: 1 },
    after: ['S0 10.00 0..'],
  },
  {
    name: 'a dearer line closes its interval the day before and opens the next; a line that is the same stays',
    lists: [
      [0, [a('10.00'), b('20.00')]],
      [4, [a('12.00'), b('20.00')]],
    ],
    changes: { up: 1, same: 1 },
    after: ['S0 10.00 0..3', 'S0 12.00 4..', 'S1 20.00 0..'],
  },
  {
    name: 'a list from the same day corrects in place',
    lists: [
      [4, [a('10.00')]],
      [4, [a('9.00')]],
    ],
    changes: { down: 1 },
    after: ['S0 9.00 4..'],
  },
  {
    name: 'a line that is left out ends the day before, and comes back under its own code',
    lists: [
      [0, [a('10.00'), b('20.00')]],
      [2, [b('20.00')]],
      [5, [a('11.00'), b('20.00')]],
    ],
    changes: { added: 1, same: 1 },
    after: ['S0 10.00 0..1', 'S0 11.00 5..', 'S1 20.00 0..'],
  },
  {
    name: 'a line that would only have begun that day and is left out is gone',
    lists: [
      [3, [a('10.00'), b('20.00')]],
      [3, [b('20.00')]],
    ],
    changes: { removed: 1, same: 1 },
    after: ['S1 20.00 3..'],
  },
  {
    name: 'an earlier list replaces what a later one had planned',
    lists: [
      [0, [a('10.00')]],
      [6, [a('12.00'), b('20.00')]],
      [2, [a('11.00')]],
    ],
    changes: { up: 1, removed: 1 },
    after: ['S0 10.00 0..1', 'S0 11.00 2..'],
  },
  {
    name: 'an earlier list at today’s price takes the planned change back',
    lists: [
      [0, [a('10.00')]],
      [6, [a('12.00')]],
      [2, [a('10.00')]],
    ],
    changes: { changed: 1 },
    after: ['S0 10.00 0..'],
  },
  {
    name: 'a line with a first day of its own begins then; until then the old price stays',
    lists: [
      [0, [a('10.00')]],
      [2, [a('12.00', { validFrom: day(5) })]],
    ],
    changes: { up: 1 },
    after: ['S0 10.00 0..4', 'S0 12.00 5..'],
  },
  {
    name: 'a line with a last day of its own ends then',
    lists: [[2, [a('12.00', { validTo: day(5) })]]],
    changes: { added: 1 },
    after: ['S0 12.00 2..5'],
  },
  {
    name: 'a line whose stock alone changed is changed, and no interval is touched',
    lists: [
      [0, [a('10.00', { stock: 5 })]],
      [2, [a('10.00', { stock: 6 })]],
    ],
    changes: { changed: 1 },
    after: ['S0 10.00 0..'],
  },
  {
    name: 'a charge off the mainland where there was none is a change of terms',
    lists: [
      [0, [a('10.00', { deliveryCharge: '5.00' })]],
      [2, [a('10.00', { deliveryCharge: '5.00', deliveryOffMainland: '18.505' })]],
    ],
    changes: { changed: 1 },
    after: ['S0 10.00 0..1', 'S0 10.00 2..'],
  },
  {
    name: 'the same charge off the mainland, written otherwise, is the same',
    lists: [
      [0, [a('10.00', { deliveryOffMainland: '18.50' })]],
      [2, [a('10.00', { deliveryOffMainland: '18.5000' })]],
    ],
    changes: { same: 1 },
    after: ['S0 10.00 0..'],
  },
];

for (const { engine, skip } of engines) {
  describe(`price lists into intervals on ${engine}`, { skip }, () => {
    it('does to intervals what each worked case says, and search rows follow', async (t) => {
      const database = await catalogue(t, engine);
      for (const each of cases) {
        await sql`delete from search_offer`.execute(database.handle);
        await sql`delete from offer`.execute(database.handle);
        let changes: Record<string, number> = {};
        for (const [from, lines] of each.lists) changes = await accept(database, day(from), lines);
        assert.deepEqual(changes, each.changes, each.name);
        assert.deepEqual(await intervals(database.handle), each.after, each.name);
        assert.deepEqual(await searchDisagreements(database.handle), [], each.name);
      }
    });

    it('keeps a line at its old price when it rises above what is allowed, and lets others through', async (t) => {
      const database = await catalogue(t, engine);
      await accept(database, day(0), [a('30.00'), b('30.00')]);
      const changes = await accept(database, day(3), [a('40.00'), b('39.99')], '33.3');
      assert.deepEqual(changes, { held: 1, up: 1 });
      assert.deepEqual(await intervals(database.handle), ['S0 30.00 0..', 'S1 30.00 0..2', 'S1 39.99 3..']);
    });

    it('has on offer on every day what the lists say, whatever their order, and search rows agree', async (t) => {
      const database = await catalogue(t, engine);
      const price = fc.constantFrom('10.00', '11.50', '12.00');
      const when = fc.nat({ max: 7 });
      const line = fc.record({
        price,
        own: fc.option(fc.tuple(when, fc.nat({ max: 4 })), { freq: 4, nil: undefined }),
        stock: fc.constantFrom(null, 3, 4),
        breaks: fc.boolean(),
      });
      const list = fc.tuple(
        when,
        fc.array(fc.option(line, { freq: 3, nil: undefined }), {
          minLength: products.length,
          maxLength: products.length,
        }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(list, { minLength: 1, maxLength: 6 }), async (sequence) => {
          await sql`delete from search_offer`.execute(database.handle);
          await sql`delete from offer`.execute(database.handle);
          const accepted: { from: number; lines: readonly Wanted[] }[] = [];
          for (const [from, drawn] of sequence) {
            const lines = drawn.flatMap((each, product): readonly Wanted[] => {
              if (each === undefined) return [];
              const begins = each.own === undefined ? undefined : day(Math.max(from, each.own[0]));
              const ends = begins === undefined ? undefined : addDays(begins, each.own?.[1] ?? 0);
              const more: Partial<PriceLine> = {
                stock: each.stock,
                priceBreaks: each.breaks ? [{ quantity: 10, unitPrice: '9.0000' }] : [],
                ...(begins === undefined ? {} : { validFrom: begins }),
                ...(ends === undefined ? {} : { validTo: ends }),
              };
              return [{ product, price: each.price, more }];
            });
            accepted.push({ from, lines });
            await accept(database, day(from), lines);
            assert.deepEqual(await overlapping(database.handle), []);
            // The same again changes nothing.
            const before = await intervals(database.handle);
            const again = await accept(database, day(from), lines);
            assert.deepEqual(
              Object.keys(again).filter((each) => each !== 'same'),
              [],
            );
            assert.deepEqual(await intervals(database.handle), before);
          }
          const days = modelled(accepted);
          for (let each = 0; each < horizon; each += 1) {
            assert.deepEqual(await onOffer(database.handle, day(each)), days[each], `day ${String(each)}`);
          }
          assert.deepEqual(await searchDisagreements(database.handle), []);
        }),
        runs(engine === 'pglite' ? 25 : 25),
      );
    });

    it('gives offers the same fair number as the rest of the catalogue does', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const ids = [1n, 2n, 77n, 65_536n, 4_294_967_295n, 4_294_967_296n, 9_007_199_254_740_991n];
      const found = await sql<{ id: string; spread: number }>`
        select id::text, offer_spread(id) as spread from unnest(${ids.map(String)}::bigint[]) as id`.execute(
        database.handle,
      );
      for (const each of found.rows) assert.equal(each.spread, spreadOf(each.id), each.id);
    });
  });
}
