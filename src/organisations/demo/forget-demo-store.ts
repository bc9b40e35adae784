import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import { dropWaitingLetters } from '../../platform/post/index.ts';

/**
 * Takes away, within the transaction, what invented people were told, wrote, asked and decided: notices with the letters of them
 * that wait, announcements, invitations, requests to join, suspensions and requests for evidence. Ends their sessions.
 */
export async function forgetDemoDealings(transaction: Handle, now: string): Promise<{ readonly sessions: number }> {
  const run = (statement: ReturnType<typeof sql>) => statement.execute(transaction);
  const invented = sql`select id from organisation where demonstration`;
  const people = sql`select id from person where demonstration`;
  const suppliers = sql`select id from supplier where demonstration`;
  const mail = await sql<{ email: string }>`select email from person where demonstration`.execute(transaction);
  await dropWaitingLetters(
    transaction,
    mail.rows.map((each) => each.email),
  );
  await run(sql`delete from notice where person_id in (${people}) or organisation_id in (${invented})`);
  for (const table of ['notice_preference', 'notice_weekend', 'notice_digest']) {
    await run(sql`delete from ${sql.table(table)} where person_id in (${people})`);
  }
  await run(sql`delete from announcement where organisation_id in (${invented})`);
  await run(sql`delete from organisation_invitation where organisation_id in (${invented})`);
  await run(sql`delete from organisation_join_request where organisation_id in (${invented})`);
  await run(sql`delete from supplier_evidence_request where supplier_id in (${suppliers})`);
  await run(sql`delete from supplier_standing_event where supplier_id in (${suppliers})`);
  const ended = await sql`update person_session set ended_at = ${now}
    where ended_at is null and person_id in (${people}) returning id`.execute(transaction);
  return { sessions: ended.rows.length };
}
