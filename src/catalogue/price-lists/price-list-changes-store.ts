import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { Condition } from '../offer.ts';
import { productTitle, type ManufacturerKind } from '../product.ts';
import type { ChangeCounts, ChangeKind, ListedChange, ListPage } from './price-list.ts';

/** What a list does in all. */
export interface ChangeTotals {
  readonly changes: ChangeCounts;
  readonly held: number;
  readonly plannedReplaced: number;
}

/** Counts a list's changes by kind: a look at each. */
export async function countChanges(handle: Handle, listId: string): Promise<ChangeTotals> {
  const found = await sql<{ kind: ChangeKind; lines: number; held: number; later: number }>`
    select kind, count(*)::int as lines, (count(*) filter (where held = 'waiting'))::int as held,
      (count(*) filter (where replaces_later))::int as later
    from price_list_change where price_list_id = ${listId}::bigint group by kind`.execute(handle);
  const of = (kind: ChangeKind): number => found.rows.find((each) => each.kind === kind)?.lines ?? 0;
  return {
    changes: {
      added: of('added'),
      removed: of('removed'),
      up: of('up'),
      down: of('down'),
      changed: of('changed'),
      same: of('same'),
    },
    held: found.rows.reduce((sum, each) => sum + each.held, 0),
    plannedReplaced: found.rows.reduce((sum, each) => sum + each.later, 0),
  };
}

/** Whether the list would change what was on offer on a day before this one. */
export async function rewritesPast(handle: Handle, listId: string, day: IsoDate): Promise<boolean> {
  const found = await sql<{ rewrites: boolean }>`select exists (
    select 1 from price_list_change where price_list_id = ${listId}::bigint and kind <> 'same' and not fresh
      and starts < ${day}::date and (live_from is not null or replaces_later)
      and (kind = 'removed' or termed or replaces_later)) as rewrites`.execute(handle);
  return found.rows[0]?.rewrites === true;
}

/** Lines that cannot come into force: without a product, or that clash with what is there. */
export async function countClashes(handle: Handle, listId: string): Promise<number> {
  const found = await sql<{ lines: number }>`
    select count(*)::int as lines from price_list_line l
    left join price_list_change c on c.price_list_id = l.price_list_id and c.line = l.row
    where l.price_list_id = ${listId}::bigint and (c.line is null or c.clash is not null)`.execute(handle);
  return found.rows[0]?.lines ?? 0;
}

interface ChangeRow {
  readonly line: string;
  readonly row: number | null;
  readonly kind: ChangeKind;
  readonly supplierSku: string;
  readonly productId: string;
  readonly slug: string;
  readonly name: string;
  readonly maker: string;
  readonly makerKind: ManufacturerKind;
  readonly mpn: string;
  readonly condition: Condition | null;
  readonly oldPrice: DecimalText | null;
  readonly newPrice: DecimalText | null;
  readonly percent: DecimalText | null;
  readonly held: ListedChange['held'];
  readonly riseQuantity: number | null;
  readonly riseFrom: DecimalText;
  readonly riseTo: DecimalText;
  readonly risePercent: DecimalText | null;
}

/** A page of a list's changes. Served by the primary key, `price_list_change_moved` and `price_list_change_held`. */
export async function listChanges(
  handle: Handle,
  listId: string,
  page: { readonly kind?: ChangeKind; readonly held?: boolean; readonly after?: string; readonly limit: number },
): Promise<ListPage<ListedChange>> {
  const after = /^\d{1,18}$/.test(page.after ?? '') ? page.after : '0';
  const kind = page.kind ?? null;
  const found = await sql<ChangeRow>`
    select c.line::text as line, case when c.kind <> 'removed' then c.line::int end as row, c.kind, coalesce(l.supplier_sku, o.supplier_sku) as "supplierSku",
      p.id::text as "productId", p.slug, p.name, m.name as maker, m.kind as "makerKind", p.mpn,
      c.old_price::text as "oldPrice", c.new_price::text as "newPrice", coalesce(l.condition, o.condition) as condition,
      round((c.new_price - c.old_price) * 100 / nullif(c.old_price, 0), 2)::text as percent, c.held,
      c.rise_quantity as "riseQuantity", c.rise_from::text as "riseFrom", c.rise_to::text as "riseTo",
      round((c.rise_to - c.rise_from) * 100 / nullif(c.rise_from, 0), 2)::text as "risePercent"
    from price_list_change c
    left join price_list_line l on l.price_list_id = c.price_list_id and l.row = c.line
    left join offer o on o.id = c.offer_id
    join product p on p.id = c.product_id join manufacturer m on m.id = p.manufacturer_id
    where c.price_list_id = ${listId}::bigint and c.line > ${after}::bigint
      and (${kind}::text is null or c.kind = ${kind}) and (${page.held !== true} or c.held is not null)
    order by c.line limit ${page.limit + 1}`.execute(handle);
  const items = found.rows.slice(0, page.limit);
  return {
    items: items.map((each) => ({
      line: each.line,
      row: each.row,
      kind: each.kind,
      supplierSku: each.supplierSku,
      product: {
        id: each.productId,
        slug: each.slug,
        title: productTitle({ name: each.maker, kind: each.makerKind }, each.name),
        manufacturer: each.maker,
        mpn: each.mpn,
      },
      condition: each.condition,
      oldPrice: tidy(each.oldPrice),
      newPrice: tidy(each.newPrice),
      percent: each.percent,
      held: each.held,
      rise:
        each.riseQuantity === null
          ? null
          : {
              quantity: each.riseQuantity,
              oldPrice: tidy(each.riseFrom),
              newPrice: tidy(each.riseTo),
              percent: each.risePercent,
            },
    })),
    next: found.rows.length > page.limit ? (items.at(-1)?.line ?? null) : null,
  };
}

/** `395.0000` as stored becomes `395.00`. */
function tidy<T extends DecimalText | null>(amount: T): T | DecimalText {
  return amount === null ? amount : amount.replace(/(\.\d{2}\d*?)0+$/, '$1');
}
