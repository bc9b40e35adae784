import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';

export interface BasketService {
  readonly service: string;
  readonly name: string;
  readonly quantity: number;
  readonly seenPrice: DecimalText;
}

export interface BasketLine {
  readonly offer: string;
  readonly title: string;
  readonly quantity: number;
  readonly seenPrice: DecimalText;
  readonly services: readonly BasketService[];
}

/** What somebody gathers of one supplier on one lot. */
export interface Basket {
  readonly id: string;
  readonly organisation: string;
  readonly owner: string;
  readonly site: string;
  readonly supplier: string;
  readonly agreement: string;
  readonly lot: string;
  readonly reference: string;
  /** Months for which what is paid by the month or year is wanted; null: not said. */
  readonly termMonths: number | null;
  /** Day on which it is to be there; null: not said. */
  readonly neededBy: IsoDate | null;
  readonly version: number;
  readonly lines: readonly BasketLine[];
}

/** Whose baskets: those one actor keeps for organisations of theirs. */
export interface BasketScope {
  readonly organisations: readonly string[];
  readonly owner: string;
}

const within = (scope: BasketScope) =>
  sql`b.organisation_id = any(${[...scope.organisations]}::text[]) and b.owner = ${scope.owner} and b.closed_at is null`;

/** The open baskets within the scope, oldest first, those of one instant by lot and supplier; one of them, when it is named. */
export async function readBaskets(handle: Handle, scope: BasketScope, id?: string): Promise<readonly Basket[]> {
  const one = id === undefined ? sql`` : sql`and b.id = ${id}`;
  const found = await sql<Basket>`
    select b.id, b.organisation_id as organisation, b.owner, b.site_id as site, b.supplier_id as supplier, b.agreement, b.lot,
      b.reference, b.term_months as "termMonths", b.needed_by::text as "neededBy", b.version,
      coalesce((select json_agg(json_build_object('offer', l.offer_id::text, 'title', l.title, 'quantity', l.quantity,
        'seenPrice', l.seen_price::text, 'services', coalesce((select json_agg(json_build_object('service', s.service_id,
          'name', s.name, 'quantity', s.quantity, 'seenPrice', s.seen_price::text) order by s.name, s.service_id)
          from basket_service s where s.basket_id = l.basket_id and s.offer_id = l.offer_id), '[]'))
        order by l.added_at, l.offer_id) from basket_line l where l.basket_id = b.id), '[]') as lines
    from basket b where ${within(scope)} ${one}
    order by b.made_at, b.agreement, b.lot, b.supplier_id, b.id fetch first 100 rows only`.execute(handle);
  return found.rows;
}

/** How many of each offer the open baskets within the scope hold, the largest where several do; of these offers, where named. */
export async function readHeld(
  handle: Handle,
  scope: BasketScope,
  offers?: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const found = await sql<{ offer: string; quantity: number }>`
    select l.offer_id::text as offer, max(l.quantity) as quantity from basket b join basket_line l on l.basket_id = b.id
    where ${within(scope)} and (${offers === undefined} or l.offer_id = any(${[...(offers ?? [])]}::bigint[]))
    group by l.offer_id limit 5000`.execute(handle);
  return new Map(found.rows.map((each) => [each.offer, each.quantity]));
}

/** As `readBaskets` for one, held until the end of the transaction. */
export async function lockBasket(handle: Handle, scope: BasketScope, id: string): Promise<Basket | undefined> {
  await sql`select 1 from basket b where b.id = ${id} and ${within(scope)} for update`.execute(handle);
  return (await readBaskets(handle, scope, id))[0];
}

/** The open basket of the supplier and lot, made where there is none; gives its id. */
export async function openBasket(
  transaction: Handle,
  basket: Omit<Basket, 'lines' | 'version' | 'reference' | 'termMonths' | 'neededBy'>,
  now: string,
): Promise<string> {
  const { id, organisation, owner, site, supplier, agreement, lot } = basket;
  await sql`insert into basket (id, organisation_id, owner, site_id, supplier_id, agreement, lot, made_at)
    values (${id}, ${organisation}, ${owner}, ${site}, ${supplier}, ${agreement}, ${lot}, ${now})
    on conflict (organisation_id, owner, supplier_id, agreement, lot) where closed_at is null do nothing`.execute(
    transaction,
  );
  const found = await sql<{ id: string }>`select id from basket b
    where ${within({ organisations: [organisation], owner })} and b.supplier_id = ${supplier}
      and b.agreement = ${agreement} and b.lot = ${lot} for update`.execute(transaction);
  return found.rows[0]?.id ?? id;
}

/** Puts these lines in the place of those that are there and counts the change; the basket is locked. */
export async function writeBasket(transaction: Handle, scope: BasketScope, basket: Basket, now: string): Promise<void> {
  const { id, site, reference, termMonths, neededBy } = basket;
  await sql`update basket b set version = version + 1, site_id = ${site}, reference = ${reference},
      term_months = ${termMonths}, needed_by = ${neededBy}::date
    where b.id = ${id} and ${within(scope)}`.execute(transaction);
  const kept = basket.lines.map((each) => each.offer);
  await sql`delete from basket_line where basket_id = ${id} and not (offer_id = any(${kept}::bigint[]))`.execute(
    transaction,
  );
  for (const line of basket.lines) {
    await sql`insert into basket_line (basket_id, offer_id, title, quantity, seen_price, added_at)
      values (${id}, ${line.offer}::bigint, ${line.title}, ${line.quantity}, ${line.seenPrice}::numeric, ${now})
      on conflict (basket_id, offer_id) do update set quantity = excluded.quantity, seen_price = excluded.seen_price,
        title = excluded.title`.execute(transaction);
    await sql`delete from basket_service where basket_id = ${id} and offer_id = ${line.offer}::bigint`.execute(
      transaction,
    );
    for (const each of line.services) {
      await sql`insert into basket_service (basket_id, offer_id, service_id, name, quantity, seen_price)
        values (${id}, ${line.offer}::bigint, ${each.service}, ${each.name}, ${each.quantity}, ${each.seenPrice}::numeric)`.execute(
        transaction,
      );
    }
  }
}

/** Ends a basket that became an order. */
export async function closeBasket(transaction: Handle, organisation: string, id: string, now: string): Promise<void> {
  await sql`update basket set closed_at = ${now} where id = ${id} and organisation_id = ${organisation}`.execute(
    transaction,
  );
}

/** Counts a change without one, so that the same content can be asked for anew. */
export async function turnBasket(transaction: Handle, organisation: string, id: string): Promise<void> {
  await sql`update basket set version = version + 1 where id = ${id} and organisation_id = ${organisation}
    and closed_at is null`.execute(transaction);
}

const likeOf = (id: string, owner: string) => sql`o.owner = ${owner} and o.closed_at is null and o.id <> ${id}
  and (o.organisation_id, o.supplier_id, o.agreement, o.lot) =
    (select b.organisation_id, b.supplier_id, b.agreement, b.lot from basket b where b.id = ${id})`;
const filled = sql`exists (select 1 from basket_line l where l.basket_id = o.id)`;

/** Whether somebody has another open basket with anything in it, of the same supplier and lot. */
export async function hasOpenLike(handle: Handle, id: string, owner: string): Promise<boolean> {
  const found = await sql`select 1 from basket o where ${likeOf(id, owner)} and ${filled} limit 1`.execute(handle);
  return found.rows.length > 0;
}

/** Opens a closed basket for somebody; an empty one of theirs that stands in its place ends. */
export async function reopenBasket(
  transaction: Handle,
  { id, organisation }: { readonly id: string; readonly organisation: string },
  owner: string,
  now: string,
): Promise<void> {
  await sql`update basket o set closed_at = ${now} where ${likeOf(id, owner)} and not ${filled}`.execute(transaction);
  await sql`update basket set closed_at = null, owner = ${owner}, version = version + 1
    where id = ${id} and organisation_id = ${organisation}`.execute(transaction);
}
