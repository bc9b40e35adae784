import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';
import { enqueueJob } from '../../platform/jobs/index.ts';
import { clearJobKind, endsList } from './clear-staging-store.ts';
import type { HeldCounts, PriceListEvent } from './price-list.ts';
import { nextState, type PriceListEventKind, type PriceListState, stateOf } from './price-list-state.ts';
import type { PriceListReach } from './price-list-reach.ts';

/** What was sent. */
export interface StoredList {
  readonly id: string;
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
  readonly validFrom: IsoDate;
  readonly fileId: string;
  readonly fileName: string;
  readonly fileSize: number;
  readonly fileSha256: string;
  readonly checkOnly: boolean;
  readonly demonstration: boolean;
}

interface ListRow extends Omit<StoredList, 'fileSize'> {
  readonly fileSize: string;
}

const selected = sql`select p.id::text as id, p.supplier_id as "supplierId", p.agreement, p.lot,
  p.valid_from::text as "validFrom", p.file_id as "fileId", p.file_name as "fileName", p.file_size::text as "fileSize",
  p.file_sha256 as "fileSha256", p.check_only as "checkOnly", p.demonstration from price_list p`;

const toList = (row: ListRow): StoredList => ({ ...row, fileSize: Number(row.fileSize) });

export async function addList(transaction: Handle, list: Omit<StoredList, 'id'>): Promise<string> {
  const made = await sql<{ id: string }>`
    insert into price_list (supplier_id, agreement, lot, valid_from, file_id, file_name, file_size, file_sha256,
      check_only, demonstration)
    values (${list.supplierId}, ${list.agreement}, ${list.lot}, ${list.validFrom}::date, ${list.fileId},
      ${list.fileName}, ${list.fileSize}, ${list.fileSha256}, ${list.checkOnly}, ${list.demonstration})
    returning id::text as id`.execute(transaction);
  return made.rows[0]?.id ?? '';
}

const within = (reach: PriceListReach) =>
  reach === 'all'
    ? sql`true`
    : sql`(p.supplier_id = any(${[...reach.suppliers]}::text[]) or p.agreement = any(${[...reach.agreements]}::text[]))`;

/** The list, if it is within reach. */
export async function findList(
  handle: Handle,
  id: string,
  reach: PriceListReach = 'all',
): Promise<StoredList | undefined> {
  if (!/^\d{1,18}$/.test(id)) return undefined;
  const found = await sql<ListRow>`${selected} where p.id = ${id}::bigint and ${within(reach)}`.execute(handle);
  return found.rows[0] === undefined ? undefined : toList(found.rows[0]);
}

/** Newest first. Served by `price_list_of_supplier`, `price_list_of_agreement` and the primary key. */
export async function findLists(
  handle: Handle,
  filter: {
    readonly supplierId?: string;
    readonly agreement?: string;
    readonly lot?: string;
    readonly before?: string;
    readonly reach?: PriceListReach;
    readonly limit: number;
  },
): Promise<readonly StoredList[]> {
  const found = await sql<ListRow>`${selected}
    where (${filter.supplierId ?? null}::text is null or p.supplier_id = ${filter.supplierId ?? null})
      and ${within(filter.reach ?? 'all')}
      and (${filter.agreement ?? null}::text is null or p.agreement = ${filter.agreement ?? null})
      and (${filter.lot ?? null}::text is null or p.lot = ${filter.lot ?? null})
      and (${filter.before ?? null}::bigint is null or p.id < ${filter.before ?? null}::bigint)
    order by p.id desc limit ${Math.min(filter.limit, 500)}`.execute(handle);
  return found.rows.map(toList);
}

interface EventRow extends PriceListEvent {
  readonly listId: string;
}

/** What happened to the lists, oldest first. Served by `price_list_event_of_list`. */
export async function eventsOf(
  handle: Handle,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly PriceListEvent[]>> {
  const found = await sql<EventRow>`
    select price_list_id::text as "listId", kind, actor, facts,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from price_list_event where price_list_id = any(${ids}::bigint[]) order by id`.execute(handle);
  const events = new Map<string, PriceListEvent[]>();
  for (const { listId, ...event } of found.rows) {
    const list = events.get(listId) ?? [];
    list.push(event);
    events.set(listId, list);
  }
  return events;
}

/**
 * Adds an event if the list's state allows it; gives the new state, or undefined when it does not. After the last one what
 * is staged of the list is cleared, by a job of its own. Holds the list's row,
 * so that two who act at once take turns.
 */
export async function addEvent(
  transaction: Handle,
  listId: string,
  event: {
    readonly kind: PriceListEventKind;
    readonly actor: string;
    readonly facts?: Readonly<Record<string, unknown>>;
  },
): Promise<PriceListState | undefined> {
  await sql`select 1 from price_list where id = ${listId}::bigint for update`.execute(transaction);
  const before = (await eventsOf(transaction, [listId])).get(listId) ?? [];
  const state = nextState(before.length === 0 ? undefined : stateOf(before), event.kind);
  if (state === undefined) return undefined;
  await sql`insert into price_list_event (price_list_id, kind, actor, facts)
    values (${listId}::bigint, ${event.kind}, ${event.actor}, ${JSON.stringify(event.facts ?? {})}::jsonb)`.execute(
    transaction,
  );
  if (endsList(event.kind)) {
    await enqueueJob(transaction, { kind: clearJobKind, input: { list: listId }, actor: 'system', key: listId });
  } else if (event.kind === 'mapped') {
    // It is read, and so staged, anew.
    await sql`update price_list set cleared = false where id = ${listId}::bigint`.execute(transaction);
  }
  return state;
}

export async function rememberedMapping(
  handle: Handle,
  supplierId: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const found = await sql<{ mapping: Readonly<Record<string, unknown>> }>`
    select mapping from price_list_mapping where supplier_id = ${supplierId}`.execute(handle);
  return found.rows[0]?.mapping;
}

export async function rememberMapping(
  transaction: Handle,
  supplierId: string,
  mapping: Readonly<Record<string, string | null>>,
  actor: string,
): Promise<void> {
  // Headings of this file are added to what the supplier's other files taught.
  await sql`insert into price_list_mapping (supplier_id, mapping, actor)
    values (${supplierId}, ${JSON.stringify(mapping)}::jsonb, ${actor})
    on conflict (supplier_id) do update set mapping = price_list_mapping.mapping || excluded.mapping,
      at = clock_timestamp(), actor = excluded.actor`.execute(transaction);
}

/** Lines of the lists that wait for the authority, and what became of others. Served by `price_list_change_held`. */
export async function heldCounts(handle: Handle, ids: readonly string[]): Promise<ReadonlyMap<string, HeldCounts>> {
  const found = await sql<HeldCounts & { readonly listId: string }>`
    select price_list_id::text as "listId", count(*) filter (where held = 'waiting')::int as waiting,
      count(*) filter (where held = 'approved')::int as approved,
      count(*) filter (where held = 'refused')::int as refused,
      count(*) filter (where held = 'replaced')::int as replaced
    from price_list_change where price_list_id = any(${ids}::bigint[]) and held is not null
    group by price_list_id`.execute(handle);
  return new Map(found.rows.map(({ listId, ...counts }) => [listId, counts]));
}

/** One acceptance at a time for a supplier's lot: the second waits, and compares with what the first left. */
export async function lockLot(
  transaction: Handle,
  of: { readonly supplierId: string; readonly agreement: string; readonly lot: string },
): Promise<void> {
  const key = `price list ${of.supplierId} ${of.agreement} ${of.lot}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(transaction);
}

/** Keeps what the list was compared with, as `comparedWith` gave it before; null: it is to be compared anew. */
export async function setComparedWith(transaction: Handle, listId: string, compared: string | null): Promise<void> {
  await sql`update price_list set compared_with = ${compared} where id = ${listId}::bigint`.execute(transaction);
}

/** What the list was compared with when it was checked; null where it was not yet. */
export async function readComparedWith(handle: Handle, listId: string): Promise<string | null> {
  const found = await sql<{ compared: string | null }>`
    select compared_with as compared from price_list where id = ${listId}::bigint`.execute(handle);
  return found.rows[0]?.compared ?? null;
}
