import { cleanLine } from '../../kernel/text.ts';
import type { Handle } from '../../platform/database/index.ts';
import { queueMail } from '../../platform/post/index.ts';
import type { NewNotice } from './notice.ts';
import { noticeKinds } from './notice-kinds.ts';
import * as store from './notice-store.ts';

/**
 * Tells people something within the transaction of what it tells of: into their inbox, and as each chose by e-mail at
 * once or in the daily letter. Gives how many people were told now; those told before with the key are not told again.
 */
export async function notify(transaction: Handle, notice: NewNotice): Promise<number> {
  const title = cleanLine(notice.title);
  const fallback = noticeKinds[notice.kind].channel;
  const told = await store.insertNotices(transaction, { ...notice, title }, fallback);
  for (const each of told) {
    if (each.channel !== 'mail') continue;
    await queueMail(transaction, {
      to: each.email,
      subject: title,
      text: `${notice.text}\n\n${notice.href}`,
      kind: `notice.${notice.kind}`,
      key: `notice:${each.id}`,
    });
  }
  return told.length;
}

/** Says within a transaction that what the notices with these keys asked for is done: they ask nobody any more. */
export function settleNotices(transaction: Handle, ...keys: readonly string[]): Promise<void> {
  return store.settleNotices(transaction, keys);
}
