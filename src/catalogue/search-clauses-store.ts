import { type RawBuilder, sql } from 'kysely';
import { conditions } from './offer.ts';
import { noEmissions } from './search-facts.ts';
import { byDelivered, type Wanted, type WantedWords, type Wish } from './search-wanted.ts';

/** A piece of a statement. Offers are called `o` in all of them, their products `d`. */
export type Sql = RawBuilder<unknown>;

/** Keeps the order's worth inside a bigint whatever the price and the quantity. */
const mostOrdered = 1_000_000;
const dearest = 9_000_000_000_000;

/** The least number at or above the wanted one that can be ordered. */
function ordered(wanted: Wanted): Sql {
  return sql`(least(greatest(${wanted.quantity}::int, o.minimum_quantity), ${mostOrdered}::int) + o.pack_size - 1)
    / o.pack_size * o.pack_size`;
}

/** Price each at the quantity, ten-thousandths of a pound: that of the highest price break reached. */
function unitPrice(wanted: Wanted): Sql {
  if (wanted.quantity === 1) return sql`o.price`;
  return sql`case when o.break_quantities is null then o.unit_price else
    coalesce(o.break_prices[nullif(width_bucket(${ordered(wanted)}, o.break_quantities), 0)], o.unit_price) end`;
}

/** Goods, rounded to pence away from zero, and delivery, for the whole order: as `priceLine` has it. */
function deliveredPrice(wanted: Wanted): Sql {
  const exact = sql`(least(${unitPrice(wanted)}, ${dearest}::bigint) * (${ordered(wanted)}))`;
  const goods = sql`(case when ${exact} < 0 then (${exact} - 50) / 100 * 100 else (${exact} + 50) / 100 * 100 end)`;
  const usual = sql`case when ${goods} >= o.delivery_free_over then 0 else o.delivery_charge end`;
  return wanted.offMainland ? sql`${goods} + coalesce(o.delivery_off_mainland, ${usual})` : sql`${goods} + ${usual}`;
}

export function amountOf(wanted: Wanted): Sql {
  return byDelivered(wanted.sort) ? deliveredPrice(wanted) : unitPrice(wanted);
}

/** Grams of the typical one of low, typical and high kilograms; two thousand tonnes and more are all the same. */
export function grams(kilograms: Sql): Sql {
  return sql`(case when ${kilograms} is null then ${noEmissions}
    else least(round((${kilograms})[2] * 1000), ${noEmissions - 1}) end)::int`;
}

/** What a sort by emissions goes by: what the seller declares, else for new goods what the maker published. */
export function emissionsOf(wanted: Wanted): Sql {
  if (wanted.sort !== 'emissions') return sql`0`;
  return sql`(case when o.declared_kg is not null then ${grams(sql`o.declared_kg`)}
    when o.condition = ${conditions.indexOf('new')} then ${grams(sql`d.published_kg`)} else ${noEmissions}::int end)`;
}

function codes(values: readonly number[]): Sql {
  return sql`any(${`{${values.join(',')}}`}::int[])`;
}

/** Whether an offer `o` of a product `d` meets the wish. */
export function meets(wish: Wish, wanted: Wanted): Sql {
  switch (wish.kind) {
    case 'lots':
      return sql`o.lot = ${codes(wish.codes)}`;
    case 'suppliers':
      return sql`o.supplier = ${codes(wish.codes)}`;
    case 'manufacturers':
      return sql`d.manufacturer = ${codes(wish.codes)}`;
    case 'attributes':
      return sql`d.attributes && ${`{${wish.codes.join(',')}}`}::int[]`;
    case 'labels':
      return sql`exists (select from unnest(d.labels, d.labels_until) as held (code, until)
        where held.code = ${codes(wish.codes)} and held.until >= ${wanted.on}::date)`;
    case 'categories':
      return sql.join(
        wish.scopes.map((scope) =>
          scope.conditions.length === 0
            ? sql`o.category = ${codes(scope.codes)}`
            : sql`(o.category = ${codes(scope.codes)} and o.condition = ${codes(scope.conditions)})`,
        ),
        sql` or `,
      );
    case 'conditions':
      return sql`o.condition = ${codes(wish.conditions)}`;
    case 'funding':
      return sql`o.funding & ${wish.mask}::int <> 0`;
    case 'flag':
      return sql`o.flags & ${wish.mask}::int <> 0`;
    case 'lead':
      return sql`o.lead_days <= ${wish.days}::int`;
    case 'stock':
      return sql`o.stock >= ${ordered(wanted)}`;
    case 'price': {
      const ends: Sql[] = [];
      // The first of each pair is what an index knows: no price of the offer is beyond.
      if (wish.from !== null)
        ends.push(sql`o.highest >= ${wish.from} and ${unitPrice(wanted)} >= ${wish.from}::bigint`);
      if (wish.to !== null) ends.push(sql`o.lowest <= ${wish.to} and ${unitPrice(wanted)} <= ${wish.to}::bigint`);
      return sql.join(ends, sql` and `);
    }
  }
}

function ofProduct(wish: Wish): boolean {
  return wish.kind === 'manufacturers' || wish.kind === 'attributes' || wish.kind === 'labels';
}

/** What holds for every result whatever is filtered: on offer on the day, open for business, in the condition named. */
export function given(wanted: Wanted): readonly Sql[] {
  const clauses: Sql[] = [sql`o.valid_from <= ${wanted.on}::date and o.valid_to >= ${wanted.on}::date`];
  if (wanted.conditions.length > 0) clauses.push(sql`o.condition = ${codes(wanted.conditions)}`);
  if (wanted.closedLots.length > 0) clauses.push(sql`o.lot <> all(${`{${wanted.closedLots.join(',')}}`}::int[])`);
  const { suppliers, lots } = wanted.closedPositions;
  if (suppliers.length > 0) {
    clauses.push(sql`(o.supplier, o.lot) not in
      (select * from unnest(${`{${suppliers.join(',')}}`}::int[], ${`{${lots.join(',')}}`}::int[]))`);
  }
  return clauses;
}

/**
 * How well a product matches: twice four places. The upper four are for categories that the words name; the rest tells the
 * fields in which all words stand: names, then category, specification, description.
 */
function rank(wanted: Wanted): Sql {
  const words = wanted.words;
  // Only relevance goes by it.
  return words === null || wanted.sort !== 'relevance' ? sql`0` : rankBy(words);
}

/** How well a product `d` matches words. */
export function rankBy(words: WantedWords): Sql {
  return sql`(case when d.category = ${codes(words.categories)} then 4 else 0 end) + (case
    when d.text @@ ${words.names}::tsquery then 3
    when d.text @@ ${words.namesAndCategory}::tsquery then 2
    when d.text @@ ${words.exceptDescription}::tsquery then 1 else 0 end)`;
}

/**
 * Offers as a table called `offers` with the columns picked. With words the offers of each product found are fetched by its
 * id: `offset 0` keeps the planner from reading all offers, or from walking prices in search of a rare word.
 */
export function offerRows(wanted: Wanted, picks: Sql, clauses: readonly Sql[]): Sql {
  const where = sql.join(clauses, sql` and `);
  if (wanted.words !== null) {
    return sql`hit as d cross join lateral (
      select ${picks} from search_offer as o where o.product_id = d.product_id and ${where} offset 0
    ) as offers`;
  }
  const products =
    wanted.sort === 'emissions' || wanted.wishes.some(ofProduct)
      ? sql`join search_product as d on d.product_id = o.product_id`
      : sql``;
  return sql`(select ${picks} from search_offer as o ${products} where ${where}) as offers`;
}

/** The products that hold the words, as `hit`, found once: `before` and the table; nothing when there are no words. */
export function hits(wanted: Wanted, before: Sql): Sql {
  if (wanted.words === null) return sql``;
  return sql`${before}hit as materialized (
      select d.product_id, d.manufacturer, d.labels, d.labels_until, d.attributes, d.published_kg,
        (${rank(wanted)})::int as rank
      from search_product as d where d.text @@ ${wanted.words.all}::tsquery
    )`;
}

/** Every clause a result meets. */
export function resultClauses(wanted: Wanted): readonly Sql[] {
  return [...given(wanted), ...wanted.wishes.map((wish) => sql`(${meets(wish, wanted)})`)];
}
