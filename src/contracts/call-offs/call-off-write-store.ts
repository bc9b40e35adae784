import { sql } from 'kysely';
import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { CallOffHead, CallOffPrice, Party, Publication, Variation } from './call-off.ts';

/** Writes what was agreed. `madeFrom` makes it once: false when the same thing made one already. */
export async function addCallOff(
  transaction: Handle,
  callOff: CallOffHead & {
    readonly sites: readonly string[];
    readonly prices: readonly CallOffPrice[];
    /** The day an imported one was signed, where it is known. */
    readonly signedOn?: IsoDate | null;
  },
  madeFrom: string,
): Promise<boolean> {
  const rows = callOff.prices.map(
    (each) => sql`(${each.number}::int, ${each.kind}, ${each.offer}, ${each.service}, ${each.product}, ${each.mpn},
      ${each.title}, ${each.condition}, ${each.unit}, ${each.unitPrice}::numeric, ${each.vatCategory},
      ${each.vatPercent}::numeric)`,
  );
  const prices =
    rows.length === 0
      ? sql``
      : sql`, price as (insert into call_off_price (call_off_id, number, kind, offer, service, product, mpn, title,
          condition, unit, unit_price, vat_category, vat_percent)
        select made.id, each.* from made cross join (values ${sql.join(rows)}) as each)`;
  // One statement: the number it has keeps everybody else waiting. A site of another organisation is not written, and so may not order.
  const made = await sql`
    with made as (insert into call_off (id, number, organisation_id, supplier_id, agreement, lot, route, title, formation,
        ceiling, value_gross, starts_on, ends_on, commenced_on, made_at, made_from, signed_on)
      values (${callOff.id}, ${callOff.number}, ${callOff.organisation}, ${callOff.supplier}, ${callOff.agreement},
        ${callOff.lot}, ${callOff.route}, ${callOff.title}, ${callOff.formation}, ${callOff.ceiling}::numeric,
        ${callOff.valueGross}::numeric, ${callOff.starts}::date, ${callOff.ends}::date, ${callOff.commencedOn}::date,
        ${callOff.madeAt}::timestamptz, ${madeFrom}, ${callOff.signedOn ?? null}::date)
      on conflict (made_from) do nothing returning id, organisation_id),
    site as (insert into call_off_site (call_off_id, site_id)
      select made.id, s.id from made join organisation_site s
        on s.organisation_id = made.organisation_id and s.id = any(${[...callOff.sites]}::text[]))
    ${prices}
    select id from made`.execute(transaction);
  return made.rows.length > 0;
}

/** An invoice or credit note as it counts on the meter. */
export interface SpendRow {
  readonly callOff: string;
  readonly order: string | null;
  readonly kind: 'invoiced' | 'credited';
  /** Pounds without VAT, not negative. */
  readonly net: DecimalText;
  readonly on: IsoDate;
  /** What it is, `invoice:ID`: the same never counts twice. */
  readonly source: string;
}

/** False when it was recorded before. */
export async function addSpend(transaction: Handle, row: SpendRow, now: string): Promise<boolean> {
  const made = await sql`insert into call_off_spend (call_off_id, order_id, kind, net, on_day, source, recorded_at)
    values (${row.callOff}, ${row.order}, ${row.kind}, ${row.net}::numeric, ${row.on}::date, ${row.source}, ${now}::timestamptz)
    on conflict (source) do nothing returning id`.execute(transaction);
  return made.rows.length > 0;
}

export async function addVariation(
  transaction: Handle,
  callOff: string,
  variation: Variation,
  by: {
    readonly actor: string;
    readonly key: string;
  },
): Promise<boolean> {
  const made = await sql`
    insert into call_off_variation (call_off_id, number, ground, change_net, ends_on, reason, evidence, decided_by,
      decided_on, actor, recorded_at, unique_key, notice_reference, notice_on)
    values (${callOff}, ${variation.number}, ${variation.ground}, ${variation.changeNet}::numeric, ${variation.ends}::date,
      ${variation.reason}, ${variation.evidence}, ${variation.decidedBy}, ${variation.decidedOn}::date, ${by.actor},
      ${variation.recordedAt}::timestamptz, ${by.key}, ${variation.notice?.reference ?? null}, ${variation.notice?.on ?? null}::date)
    on conflict (unique_key) do nothing returning number`.execute(transaction);
  return made.rows.length > 0;
}

/** Names who signs for a party, as long as nobody has signed: the document names both. */
export async function nameSignatory(
  transaction: Handle,
  callOff: string,
  named: { readonly party: Party; readonly membership: string; readonly by: string; readonly at: string },
): Promise<void> {
  await sql`insert into call_off_signature (call_off_id, party, membership_id, named_by, named_at)
    select ${callOff}, ${named.party}, ${named.membership}, ${named.by}, ${named.at}::timestamptz
    where not exists (select 1 from call_off_signature s where s.call_off_id = ${callOff} and s.signed_at is not null)
      and not exists (select 1 from call_off_signed_copy c where c.call_off_id = ${callOff})
    on conflict (call_off_id, party) do update set membership_id = excluded.membership_id, named_by = excluded.named_by,
      named_at = excluded.named_at where call_off_signature.signed_at is null`.execute(transaction);
}

/** Puts the signature on the document with the hash. False when the party signed before, or the other signed another document. */
export async function sign(
  transaction: Handle,
  callOff: string,
  signed: { readonly party: Party; readonly membership: string; readonly hash: string; readonly at: string },
): Promise<boolean> {
  const made = await sql`update call_off_signature set hash = ${signed.hash}, signed_at = ${signed.at}::timestamptz
    where call_off_id = ${callOff} and party = ${signed.party} and membership_id = ${signed.membership}
      and signed_at is null and not exists (select 1 from call_off_signature s
        where s.call_off_id = ${callOff} and s.hash is not null and s.hash <> ${signed.hash})
      and not exists (select 1 from call_off_signed_copy c where c.call_off_id = ${callOff}) returning party`.execute(
    transaction,
  );
  return made.rows.length > 0;
}

export async function addPublication(
  transaction: Handle,
  callOff: string,
  publication: Publication,
  by: { readonly actor: string; readonly at: string },
): Promise<boolean> {
  const made = await sql`
    insert into call_off_publication (call_off_id, place, reference, published_on, actor, recorded_at)
    values (${callOff}, ${publication.place}, ${publication.reference}, ${publication.publishedOn}::date, ${by.actor},
      ${by.at}::timestamptz) on conflict (call_off_id) do nothing returning call_off_id`.execute(transaction);
  return made.rows.length > 0;
}

/** Whether the variation with the key was recorded. */
export async function hasVariation(handle: Handle, key: string): Promise<boolean> {
  const found = await sql`select 1 from call_off_variation where unique_key = ${key}`.execute(handle);
  return found.rows.length > 0;
}

/** Keeps what is signed, word for word, under its hash. */
export async function keepDocument(
  transaction: Handle,
  callOff: string,
  document: { readonly hash: string; readonly content: string; readonly at: string },
): Promise<void> {
  await sql`insert into call_off_document (call_off_id, hash, kind, content, made_at)
    values (${callOff}, ${document.hash}, 'order-form', ${document.content}, ${document.at}::timestamptz)
    on conflict do nothing`.execute(transaction);
}
