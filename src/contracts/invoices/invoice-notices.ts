import { formatMoney } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import { notify, settleNotices } from '../../organisations/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { Invoice } from './invoice.ts';
import { invoicePaths } from './invoice-paths.ts';
import type { InvoiceEvent } from './invoice-record.ts';

interface OfInvoice {
  readonly id: string;
  readonly number: string;
  readonly supplier: string;
  readonly organisation: string;
  readonly site: string;
  readonly gross: string;
}

/** The line's dispute, and how often it came to that: each is news once. */
const key = (kind: string, invoice: string, position: number): string => `${kind}:${invoice}:${String(position)}`;

/** Tells the supplier that lines of its invoice are disputed, from the event with that position on. */
export async function tellDisputed(
  transaction: Handle,
  { id, number, supplier, gross }: OfInvoice,
  disputed: { readonly lines: readonly number[]; readonly position: number; readonly note: string },
): Promise<void> {
  const { lines, position, note } = disputed;
  if (lines.length === 0) return;
  await notify(transaction, {
    to: { supplier, roles: ['supplier-catalogue-manager', 'supplier-bid-manager'] },
    kind: 'invoice-disputed',
    title: `Invoice ${number}: ${plural(lines.length, 'line')} disputed`,
    text: `Of ${formatMoney(gross)} including VAT, ${lines.length === 1 ? 'a line is' : 'some lines are'} not paid until you answer.${note === '' ? '' : ` The reason: ${note}`}\n\nShow evidence, withdraw the line, or send a credit note.`,
    href: invoicePaths.invoice(id),
    key: key('invoice-disputed', id, position),
  });
}

/** Tells the supplier that a credit is claimed for a line that is paid. */
export async function tellClaimed(
  transaction: Handle,
  { id, number, supplier }: OfInvoice,
  claim: { readonly line: number; readonly position: number; readonly note: string },
): Promise<void> {
  await notify(transaction, {
    to: { supplier, roles: ['supplier-catalogue-manager', 'supplier-bid-manager'] },
    kind: 'invoice-disputed',
    title: `Invoice ${number}, line ${String(claim.line)}: a credit is claimed`,
    text: `The line is paid, and the buyer claims it back. The reason: ${claim.note}\n\nSend a credit note, or show evidence.`,
    href: invoicePaths.invoice(id),
    key: key('credit-claimed', id, claim.position),
  });
}

/** Tells the buyer's people that the supplier answered a dispute. */
async function tellAnswered(
  transaction: Handle,
  { id, number, organisation, site }: OfInvoice,
  answer: { readonly line: number; readonly withdrawn: boolean; readonly note: string; readonly position: number },
): Promise<void> {
  await notify(transaction, {
    to: { organisation, roles: ['buyer', 'contract-manager'], site },
    kind: 'dispute-answered',
    title: `Invoice ${number}, line ${String(answer.line)}: the supplier ${answer.withdrawn ? 'withdrew it' : 'answered your dispute'}`,
    text: `The supplier says: ${answer.note}${answer.withdrawn ? '' : '\n\nAccept the line or uphold the dispute.'}`,
    href: invoicePaths.invoice(id),
    key: key('dispute-answered', id, answer.position),
  });
}

/** What follows for notices from a decision or an answer: who hears of it, and who is asked no more. */
export async function followLine(
  transaction: Handle,
  invoice: Invoice,
  event: Pick<InvoiceEvent, 'kind' | 'note'> & { readonly line: number },
): Promise<void> {
  const { kind, note, line } = event;
  const position = invoice.events.length + 1;
  const done = (name: string, kinds: readonly string[], events: readonly InvoiceEvent[]) =>
    Promise.all(
      events
        .filter((each) => kinds.includes(each.kind))
        .map((each) => settleNotices(transaction, key(name, invoice.id, each.position))),
    );
  const others = invoice.lines.filter((each) => each.number !== line);
  const mine = invoice.lines.find((each) => each.number === line)?.events ?? [];
  await done('dispute-answered', ['answered', 'claim-answered'], mine);
  if (kind !== 'claimed') await done('credit-claimed', ['claimed'], mine);
  // One notice may be of several lines: it asks until the last of them is answered.
  if (kind !== 'upheld' && kind !== 'disputed' && others.every((each) => each.state !== 'disputed')) {
    await done('invoice-disputed', ['disputed', 'upheld'], invoice.events);
  }
  if (kind === 'claimed') await tellClaimed(transaction, invoice, { line, position, note });
  if (kind === 'disputed' || kind === 'upheld')
    await tellDisputed(transaction, invoice, { lines: [line], position, note });
  if (kind === 'answered' || kind === 'claim-answered' || kind === 'withdrawn') {
    await tellAnswered(transaction, invoice, { line, withdrawn: kind === 'withdrawn', note, position });
  }
}
