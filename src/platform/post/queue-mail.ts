import { sql } from 'kysely';
import type { Handle } from '../database/index.ts';

/** A letter by e-mail. Plain text is what counts; the sender lays it out as the service's letters look. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Paragraphs, separated by an empty line; an address stands alone in its paragraph. */
  readonly text: string;
  /** What the letter is about, such as `people.verify`: for preferences, counts and tests. */
  readonly kind: string;
  /** Two letters with one key are one letter: the second is not written. */
  readonly key?: string;
}

/** Puts a letter into the outbox within the transaction of what it tells of: no change without it, none without the change. */
export async function queueMail(transaction: Handle, mail: Mail): Promise<void> {
  await sql`insert into mail_outbox (recipient, subject, body, kind, unique_key)
    values (${mail.to}, ${mail.subject}, ${mail.text}, ${mail.kind}, ${mail.key ?? null})
    on conflict (unique_key) do nothing`.execute(transaction);
}
