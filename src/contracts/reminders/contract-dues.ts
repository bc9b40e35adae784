import type { Agreements } from '../../agreements/index.ts';
import { addDays, type Clock, formatDate, type IsoDate } from '../../kernel/dates.ts';
import { exact, formatMoney } from '../../kernel/money.ts';
import type { DueSource, DueThing, Organisations } from '../../organisations/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { callOffState, formedAt, lastDayOf } from '../call-offs/call-off.ts';
import { callOffsById } from '../call-offs/call-off-store.ts';
import { publicationDuty } from '../call-offs/publication.ts';
import { contractPaths } from '../contract-paths.ts';
import { standingOf } from '../invoices/invoice.ts';
import { invoicePaths } from '../invoices/invoice-paths.ts';
import { unpaidInvoices } from '../invoices/invoice-store.ts';
import { callOffEndKey, invoiceDueKey, publicationDueKey } from './reminder-keys.ts';
import { callOffsEnding, unpublishedCallOffs } from './contract-dues-store.ts';

export interface ContractDueServices {
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly organisations: Pick<Organisations, 'buyerFacts'>;
}

const managers = ['buyer', 'contract-manager'] as const;
/** Days after it came for which an unpaid invoice is looked at: a dispute may take most of them. */
const invoiceDays = 200;
/** Days for which an award that must be published is looked at: the longest time to publish, and as long to be late. */
const publicationDays = 200;
const batch = 200;

/** Call-offs that end, awards to be published and invoices to be paid. */
export function contractDues(services: ContractDueServices): readonly DueSource[] {
  return [
    (handle, { on, until }) => endingCallOffs(services, handle, on, until('callOffEnd')),
    (handle, { on, until }) => publications(services, handle, on, until('publication')),
    (handle, { on, until }) => invoices(services, handle, on, until('invoice')),
  ];
}

async function endingCallOffs(
  { clock }: ContractDueServices,
  handle: Handle,
  on: IsoDate,
  until: IsoDate,
): Promise<readonly DueThing[]> {
  const found = await callOffsById(handle, await callOffsEnding(handle, on, until), clock.now().toString());
  return found.flatMap((callOff): readonly DueThing[] => {
    const ends = lastDayOf(callOff);
    if (ends === null || ends < on || ends > until || callOffState(callOff, on) !== 'live') return [];
    const { id, number, title, organisation } = callOff;
    return [
      {
        ...{ rule: 'callOffEnd', key: callOffEndKey(id, ends), day: ends, kind: 'call-off-ends' },
        to: { organisation, roles: managers },
        title: `Call-off ${number}, ${title}, ends on ${formatDate(ends)}`,
        text: 'Order by then what you still need from it, and plan what follows: a further competition takes months.',
        href: contractPaths.callOff(id),
      },
    ];
  });
}

async function publications(
  { clock, agreements, organisations }: ContractDueServices,
  handle: Handle,
  on: IsoDate,
  until: IsoDate,
): Promise<readonly DueThing[]> {
  const { reference } = agreements;
  const limits = reference.thresholds.filter((each) => each.kind === 'publication').map((each) => exact(each.amount));
  const [lowest] = limits.toSorted((a, b) => a.comparedTo(b));
  if (lowest === undefined) return [];
  const ids = await unpublishedCallOffs(handle, addDays(on, -publicationDays), lowest.toFixed(2));
  const things: DueThing[] = [];
  for (const callOff of await callOffsById(handle, ids, clock.now().toString())) {
    const { id, number, title, organisation } = callOff;
    const duty = publicationDuty({
      facts: await organisations.buyerFacts(organisation, callOff.commencedOn),
      regime: agreements.find(callOff.agreement)?.regime.id.value,
      ...{ reference, net: callOff.ceiling, gross: callOff.valueGross, commencedOn: callOff.commencedOn },
      formedAt: formedAt(callOff),
    });
    if (duty.duty !== 'publish' || duty.by === null || duty.by > until) continue;
    things.push({
      ...{ rule: 'publication', key: publicationDueKey(id), day: duty.by, kind: 'publication-due' },
      to: { organisation, roles: managers },
      title: `Publish the award of ${number}, ${title}, by ${formatDate(duty.by)}`,
      text: `You must, because ${duty.because}. The notice is ready to paste.`,
      href: contractPaths.publication(id),
    });
  }
  return things;
}

async function invoices(
  { agreements }: ContractDueServices,
  handle: Handle,
  on: IsoDate,
  until: IsoDate,
): Promise<readonly DueThing[]> {
  const things: DueThing[] = [];
  const since = addDays(on, -invoiceDays);
  let after = { on: since as string, id: '' };
  for (;;) {
    const rows = await unpaidInvoices(handle, since, after, batch);
    for (const row of rows) {
      const { id, number, organisation, site, orderNumber, money, due } = standingOf(
        row,
        agreements.reference.paymentPeriods,
      );
      if (due === null || due > until) continue;
      things.push({
        ...{ rule: 'invoice', key: invoiceDueKey(id), day: due, kind: 'invoice-due' },
        to: { organisation, roles: managers, site },
        title: `Invoice ${number} must be paid by ${formatDate(due)}`,
        text: `${formatMoney(money.payable)} including VAT is agreed, on order ${orderNumber}. After that day interest may be asked for.`,
        href: invoicePaths.invoice(id),
      });
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) return things;
    after = { on: last.receivedOn, id: last.id };
  }
}
