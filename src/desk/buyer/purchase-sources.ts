import { exact, formatMoney } from '../../kernel/money.ts';
import { formatDate, type IsoDate } from '../../kernel/dates.ts';
import { actorReference, membershipsOf } from '../../platform/access/index.ts';
import { type Baskets, type Purchases, purchasingPaths } from '../../purchasing/index.ts';
import { plural } from '../../kernel/text.ts';
import { dayOfInstant } from '../order-reads.ts';
import type { StandFigure, StandSource, WaitingItem, WaitingSource } from '../waiting.ts';

/** Lines of baskets that are named. */
const shownLines = 3;
/** Requests looked at one by one: newest first. */
const lookedAt = 40;

/** Requests that wait for the actor's approval, and approved ones the actor may order. */
export function purchaseWaiting({ purchases }: { readonly purchases: Pick<Purchases, 'list' | 'get'> }): WaitingSource {
  return async (actor) => {
    if (!membershipsOf(actor).some((each) => each.kind === 'buyer')) return [];
    const open = (await purchases.list(actor)).filter(
      (each) => each.status === 'ready' || each.status === 'waiting-for-approval',
    );
    const items: WaitingItem[] = [];
    for (const each of open.slice(0, lookedAt)) {
      const view = await purchases.get(actor, each.id);
      if (view === undefined) continue;
      const { draft, organisation, id } = each;
      const from = `${formatMoney(draft.gross)} including VAT from ${view.supplierName}.`;
      const href = purchasingPaths.purchase(id);
      if (view.status === 'ready' && view.mayPlace) {
        const until = view.heldUntil === null ? '' : ` Price frozen until ${formatDate(view.heldUntil)}.`;
        items.push({
          organisation,
          due: view.heldUntil,
          title: `${draft.title}: approved, ready to order`,
          why: `${from}${until}`,
          verb: 'Check and order',
          href,
        });
      } else if (view.status === 'waiting-for-approval' && view.maysDecide !== undefined) {
        items.push({
          organisation,
          due: null,
          title: `${draft.title} waits for your approval`,
          why: from,
          verb: 'Approve or refuse',
          href,
        });
      } else if (view.status === 'waiting-for-approval' && each.askedBy === actorReference(actor)) {
        items.push({
          organisation,
          due: null,
          title: `${draft.title} waits for approval`,
          why: `${from} You asked on ${formatDate(dayOfInstant(each.askedAt))}.`,
          verb: 'See where it stands',
          href,
        });
      }
    }
    return items;
  };
}

/** What lies in the actor's baskets, to be compared and bought. What was asked for already waits elsewhere on the desk. */
export function basketsFilled({
  baskets,
  purchases,
}: {
  readonly baskets: Pick<Baskets, 'list'>;
  readonly purchases: Pick<Purchases, 'list'>;
}): StandSource {
  return async (actor) => {
    if (!membershipsOf(actor).some((each) => each.kind === 'buyer')) return [];
    const asked = (await purchases.list(actor)).filter(
      (each) => each.status === 'ready' || each.status === 'waiting-for-approval',
    );
    const askedFor = new Set(asked.map((each) => each.basket));
    const filled = (await baskets.list(actor)).filter((each) => each.lines.length > 0 && !askedFor.has(each.basket.id));
    const organisations = new Set(filled.map((each) => each.basket.organisation));
    return [...organisations].map((organisation): StandFigure => {
      const own = filled.filter((each) => each.basket.organisation === organisation);
      const lines = own.flatMap((each) => each.basket.lines.map((line) => `${line.quantity} × ${line.title}`));
      return {
        organisation,
        title: 'In your baskets',
        value: plural(lines.length, 'offer'),
        text: `${lines.slice(0, shownLines).join('. ')}.${lines.length > shownLines ? ` And ${lines.length - shownLines} more.` : ''}`,
        link: { text: 'Look at them', href: purchasingPaths.basket() },
      };
    });
  };
}

const year = (day: IsoDate): string => day.slice(0, 4);

/** What is left of each budget of the actor's organisations; organisations limited to a site show none. */
export function budgetsLeft({ purchases }: { readonly purchases: Pick<Purchases, 'budgets'> }): StandSource {
  return async (actor, now) => {
    const on = now.toZonedDateTimeISO('Europe/London').toPlainDate().toString();
    const figures: StandFigure[] = [];
    for (const { kind, organisation, site } of membershipsOf(actor)) {
      if (kind !== 'buyer' || site !== null) continue;
      for (const budget of await purchases.budgets(organisation)) {
        if (budget.startsOn > on || budget.endsOn < on) continue;
        const amount = exact(budget.amount);
        const share = amount.isZero() ? 0 : Number(exact(budget.committed).dividedBy(amount));
        const term =
          year(budget.startsOn) === year(budget.endsOn)
            ? year(budget.endsOn)
            : `${year(budget.startsOn)}-${year(budget.endsOn).slice(2)}`;
        figures.push({
          organisation,
          title: `${budget.name} left in ${term}`,
          value: formatMoney(amount.minus(budget.committed)),
          text: `of ${formatMoney(amount)}. ${formatMoney(budget.committed)} is committed.`,
          bar: {
            spent: 0,
            ordered: share,
            label: `${formatMoney(budget.committed)} of ${formatMoney(amount)} is committed`,
          },
        });
      }
    }
    return figures;
  };
}
