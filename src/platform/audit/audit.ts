import { sql } from 'kysely';
import { type Actor, actorReference } from '../access/index.ts';
import type { Handle } from '../database/index.ts';

/** What is recorded of a command. Holds ids, never names, so that forgetting a person leaves the chain whole. */
export interface AuditEvent {
  /** The policy's action, such as `suppliers.import`, or a system act such as `demo.loaded`. */
  readonly action: string;
  /** What it was done to, `<kind>:<id>`. */
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly requestId?: string;
}

/** Writes the event with the change: pass the transaction of the change itself. */
export async function recordAudit(transaction: Handle, actor: Actor | 'system', event: AuditEvent): Promise<void> {
  const by = actor === 'system' ? 'system' : actorReference(actor);
  await sql`insert into audit_event (action, actor, subject, request_id, detail)
    values (${event.action}, ${by}, ${event.subject}, ${event.requestId ?? null}, ${JSON.stringify(event.detail ?? {})}::jsonb)`.execute(
    transaction,
  );
}
