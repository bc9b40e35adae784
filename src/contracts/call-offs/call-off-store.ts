import { sql } from 'kysely';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { ContractScope } from '../contract-scope.ts';
import { bindingKinds, waitingKinds } from '../orders/order-life.ts';
import { instant, type ListCursor, rowsOf, within } from '../scope-clauses-store.ts';
import type { CallOff, CallOffHead, Publication } from './call-off.ts';

interface StoredCallOff
  extends
    CallOffHead,
    Pick<CallOff, 'signedOn' | 'sites' | 'prices' | 'variations' | 'signatures' | 'firstAcceptedAt'> {
  readonly copies: readonly NonNullable<CallOff['signedCopy']>[];
  readonly publications: readonly Publication[];
  readonly orders: number;
  readonly open: number;
}

const head = sql`c.id, c.number, c.organisation_id as organisation, c.supplier_id as supplier, c.agreement, c.lot, c.route,
  c.title, c.formation, c.ceiling::text as ceiling, c.value_gross::text as "valueGross", c.starts_on::text as starts,
  c.ends_on::text as ends, c.commenced_on::text as "commencedOn", ${instant('c.made_at')} as "madeAt",
  c.signed_on::text as "signedOn"`;

/** What hangs on a call-off, each kind as one column: any number of them is read in one go. Served by the primary keys. */
const parts = sql`
  array(select site_id from call_off_site where call_off_id = c.id order by site_id) as sites,
  ${rowsOf(
    sql`select number, kind, offer, service, product, mpn, title, condition, unit,
      round(unit_price, greatest(2, scale(trim_scale(unit_price))))::text as "unitPrice",
      vat_category as "vatCategory", trim_scale(vat_percent)::text as "vatPercent"
    from call_off_price where call_off_id = c.id order by number`,
  )} as prices,
  ${rowsOf(
    sql`select number, ground, change_net::text as "changeNet", ends_on::text as ends, reason, evidence,
      decided_by as "decidedBy", decided_on::text as "decidedOn", ${instant('recorded_at')} as "recordedAt",
      case when notice_reference is not null then json_build_object('reference', notice_reference, 'on', notice_on) end as notice
    from call_off_variation where call_off_id = c.id order by number`,
  )} as variations,
  ${rowsOf(
    sql`select s.party, s.membership_id as membership, m.person_id as person, p.name, p.job_title as "jobTitle", s.hash,
      ${instant('s.signed_at')} as "signedAt"
    from call_off_signature s join membership m on m.id = s.membership_id join person p on p.id = m.person_id
    where s.call_off_id = c.id order by s.party`,
  )} as signatures,
  ${rowsOf(
    sql`select hash, signed_on::text as "signedOn", ${instant('recorded_at')} as "recordedAt"
    from call_off_signed_copy where call_off_id = c.id`,
  )} as copies,
  ${rowsOf(
    sql`select place, reference, published_on::text as "publishedOn" from call_off_publication where call_off_id = c.id`,
  )} as publications,
  ordered."firstAcceptedAt", ordered.open, ordered.orders`;

/** Its orders at an instant: when the first was accepted, how many there are and how many may come to something. */
function orderedUnder(now: string) {
  const binding = sql`e.kind = any(${[...bindingKinds]}::text[])`;
  return sql`lateral (select
      to_char(min(e.at) filter (where ${binding}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "firstAcceptedAt",
      (count(*) filter (where ${binding} or (e.kind = any(${[...waitingKinds]}::text[])
        and (e.answer_by is null or e.answer_by >= ${now}::timestamptz))))::int as open,
      count(*)::int as orders
    from call_off_order o
    join lateral (select * from call_off_order_event e where e.order_id = o.id order by e.position desc limit 1) e on true
    where o.call_off_id = c.id) ordered`;
}

function toCallOff({ copies, publications, orders, open, ...rest }: StoredCallOff): CallOff {
  return {
    ...rest,
    signedCopy: copies[0] ?? null,
    publication: publications[0] ?? null,
    allOrdersFell: orders > 0 && open === 0,
  };
}

/** The call-off if the scope reaches it. Served by the primary keys. */
export async function findCallOff(
  handle: Handle,
  scope: ContractScope,
  id: string,
  now: string,
): Promise<CallOff | undefined> {
  const found = await sql<StoredCallOff>`select ${head}, ${parts} from call_off c, ${orderedUnder(now)}
    where c.id = ${id} and ${within('c', scope, false)}`.execute(handle);
  return found.rows.map(toCallOff)[0];
}

/** As `findCallOff`; whoever else would change what is committed under it waits until the transaction ends. */
export async function lockCallOff(
  transaction: Handle,
  scope: ContractScope,
  id: string,
  now: string,
): Promise<CallOff | undefined> {
  const held = await sql`select c.id from call_off c where c.id = ${id} and ${within('c', scope, false)}
    for update`.execute(transaction);
  return held.rows.length === 0 ? undefined : findCallOff(transaction, scope, id, now);
}

/** Newest first, `limit` at the most, after the cursor. Served by `call_off_of_organisation`, `…_of_supplier`, `…_of_agreement`. */
export async function listCallOffs(
  handle: Handle,
  scope: ContractScope,
  wanted: { readonly after?: ListCursor | undefined; readonly limit: number },
  now: string,
): Promise<readonly CallOff[]> {
  const { after, limit } = wanted;
  const older = after === undefined ? sql`` : sql`and (c.made_at, c.id) < (${after.at}::timestamptz, ${after.id})`;
  const found = await sql<StoredCallOff>`select ${head}, ${parts}
    from (select * from call_off c where ${within('c', scope, false)} ${older}
      order by c.made_at desc, c.id desc limit ${Math.min(limit, 500)}) c, ${orderedUnder(now)}
    order by c.made_at desc, c.id desc`.execute(handle);
  return found.rows.map(toCallOff);
}

/** Those with the ids, oldest first: for work of the service itself, which is nobody's in particular. */
export async function callOffsById(handle: Handle, ids: readonly string[], now: string): Promise<readonly CallOff[]> {
  const found = await sql<StoredCallOff>`select ${head}, ${parts} from call_off c, ${orderedUnder(now)}
    where c.id = any(${[...ids]}::text[]) order by c.made_at, c.id`.execute(handle);
  return found.rows.map(toCallOff);
}

/** Invoices and credits of a call-off; pounds without VAT. */
export interface RecordedSpend {
  readonly invoiced: DecimalText;
  readonly credited: DecimalText;
  readonly outsideOrders: DecimalText;
}

/** Served by `call_off_spend_of_call_off`. */
export async function sumSpend(handle: Handle, callOff: string): Promise<RecordedSpend> {
  const found = await sql<RecordedSpend>`
    select coalesce(sum(net) filter (where kind = 'invoiced'), 0)::text as invoiced,
      coalesce(sum(net) filter (where kind = 'credited'), 0)::text as credited,
      coalesce(sum(case kind when 'invoiced' then net else -net end) filter (where order_id is null), 0)::text as "outsideOrders"
    from call_off_spend where call_off_id = ${callOff}`.execute(handle);
  return found.rows[0] ?? { invoiced: '0', credited: '0', outsideOrders: '0' };
}

/** The order form somebody signed, as canonical JSON; undefined while nobody has. */
export async function findSignedDocument(handle: Handle, callOff: string): Promise<string | undefined> {
  const found = await sql<{ content: string }>`select d.content from call_off_document d
    join call_off_signature s on s.call_off_id = d.call_off_id and s.hash = d.hash
    where d.call_off_id = ${callOff} and d.content is not null limit 1`.execute(handle);
  return found.rows[0]?.content;
}

/** What was invoiced less credits, pounds without VAT, by order. */
export async function sumSpendOfOrders(
  handle: Handle,
  orders: readonly string[],
): Promise<ReadonlyMap<string, DecimalText>> {
  if (orders.length === 0) return new Map();
  const found = await sql<{ order: string; net: DecimalText }>`select order_id as "order",
      sum(case kind when 'invoiced' then net else -net end)::text as net
    from call_off_spend where order_id = any(${[...orders]}::text[]) group by order_id`.execute(handle);
  return new Map(found.rows.map((each) => [each.order, each.net]));
}
