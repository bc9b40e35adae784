import { contractPaths, type TellOfOrder, type ToldOfOrder } from '../../contracts/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import { type NewNotice, notify, settleNotices } from '../../organisations/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { inLondon } from '../../platform/operator/index.ts';
import { changeCommitment, releaseCommitment } from '../approvals/budget-store.ts';
import { askedByOf } from '../purchase/purchase-store.ts';

type NoticeWords = Pick<NewNotice, 'kind' | 'title' | 'text'>;

const sellers = ['supplier-catalogue-manager', 'supplier-bid-manager'] as const;

/**
 * What follows from something that happened to an order, in the same transaction: the budget it was taken from gets back
 * what is no longer committed, and those who have to know are told.
 */
export function followOrders({ clock }: { readonly clock: Clock }): TellOfOrder {
  return async (transaction, told) => {
    await followBudget(transaction, told, clock.now().toString());
    await settle(transaction, told);
    const { organisation, site, supplier, order } = told;
    const about = { href: contractPaths.order(order), key: noticeKey(told, told.position, told.kind) };
    const forSupplier = supplierWords(told);
    if (forSupplier !== undefined) {
      const due = told.kind === 'placed' ? dueOf(told.answerBy) : {};
      await notify(transaction, { ...forSupplier, ...about, ...due, to: { supplier, roles: sellers } });
    }
    const forBuyer = buyerWords(told);
    if (forBuyer !== undefined) {
      const notice = { ...forBuyer, ...about, ...(told.kind === 'change-proposed' ? dueOf(told.answerBy) : {}) };
      const askedBy = await askedByOf(transaction, organisation, told.purchase);
      const people = [askedBy, told.placedBy].flatMap((each) => personIn(each));
      // One key: whoever is both is told once.
      await notify(transaction, { ...notice, to: { people, organisation } });
      await notify(transaction, { ...notice, to: { organisation, roles: ['buyer'], site } });
    }
  };
}

async function followBudget(transaction: Handle, told: ToldOfOrder, at: string): Promise<void> {
  const { kind, organisation, purchase, commitmentNet } = told;
  if (kind === 'declined' || kind === 'cancelled' || kind === 'lapsed') {
    await releaseCommitment(transaction, organisation, purchase, at);
  } else if (kind === 'change-accepted') {
    await changeCommitment(transaction, organisation, purchase, commitmentNet);
  }
}

/** What the notice before asked for is done, or cannot be done any more. */
async function settle(transaction: Handle, told: ToldOfOrder): Promise<void> {
  // Nothing came before it that could have asked for anything.
  if (told.kind === 'placed') return;
  const keys =
    told.kind === 'lapsed'
      ? asking.map((kind) => noticeKey(told, told.position, kind))
      : [...asking, 'change-refused' as const].map((kind) => noticeKey(told, told.position - 1, kind));
  await settleNotices(transaction, ...keys);
}

/** What happened last when somebody's answer is waited for. */
const asking = ['placed', 'change-proposed'] as const;

const noticeKey = ({ order }: ToldOfOrder, position: number, kind: ToldOfOrder['kind']): string =>
  `order:${order}:${String(position)}:${kind}`;

const personIn = (reference: string | undefined): readonly string[] =>
  reference?.startsWith('person:') === true ? [reference.slice('person:'.length)] : [];

function dueOf(answerBy: string | null): { readonly due?: string } {
  if (answerBy === null) return {};
  return { due: Temporal.Instant.from(answerBy).toZonedDateTimeISO('Europe/London').toPlainDate().toString() };
}

const why = (reason: string): string => (reason === '' ? '' : `The reason: ${reason}`);

function supplierWords({ kind, number, title, gross, answerBy, reason }: ToldOfOrder): NoticeWords | undefined {
  const name = `${number}, ${title}`;
  const until = answerBy === null ? '' : ` by ${inLondon(answerBy)}, or it lapses`;
  switch (kind) {
    case 'placed':
      return {
        kind: 'order-placed',
        title: `Order ${name}, was placed with you`,
        text: `It is worth ${formatMoney(gross)} including VAT. Accept it, decline it or propose a change${until}.`,
      };
    case 'cancelled':
      return {
        kind: 'order-cancelled',
        title: `Order ${name}, was cancelled`,
        text: `Do not deliver it. ${why(reason)}`,
      };
    case 'change-accepted':
      return {
        kind: 'order-answered',
        title: `Your change to order ${name}, was accepted`,
        text: `The order is now worth ${formatMoney(gross)} including VAT. Deliver it as changed.`,
      };
    case 'change-refused':
      return {
        kind: 'order-answered',
        title: `Your change to order ${name}, was refused`,
        text: `It stands as it was. Accept it or decline it${until}. ${why(reason)}`,
      };
    case 'lapsed':
      return {
        kind: 'order-lapsed',
        title: `Order ${name}, has lapsed`,
        text: 'Nobody answered in time, so it binds nobody. Do not deliver it.',
      };
    default:
      return undefined;
  }
}

function buyerWords({ kind, number, title, gross, answerBy, reason }: ToldOfOrder): NoticeWords | undefined {
  const name = `${number}, ${title}`;
  switch (kind) {
    case 'accepted':
      return {
        kind: 'order-accepted',
        title: `Order ${name}, was accepted`,
        text: `The supplier delivers it for ${formatMoney(gross)} including VAT. Record what arrives.`,
      };
    case 'declined':
      return {
        kind: 'order-declined',
        title: `Order ${name}, was declined`,
        text: `${why(reason)}\n\nNothing is committed any more, and its budget has the money back. Choose another offer.`,
      };
    case 'change-proposed':
      return {
        kind: 'order-change',
        title: `A change to order ${name}, is proposed`,
        text: `Accept it or refuse it${answerBy === null ? '' : ` by ${inLondon(answerBy)}, or the order lapses`}. ${why(reason)}`,
      };
    case 'lapsed':
      return {
        kind: 'order-lapsed',
        title: `Order ${name}, has lapsed`,
        text: 'Nobody answered in time. Nothing is committed any more, and its budget has the money back. Ask the supplier, or choose another offer.',
      };
    case 'cancelled':
      return {
        kind: 'order-cancelled',
        title: `Order ${name}, was cancelled`,
        text: `Nothing is committed any more, and its budget has the money back. ${why(reason)}`,
      };
    default:
      return undefined;
  }
}
