import {
  type AgreementPack,
  findLot,
  findRoute,
  isAssumed,
  type ReferenceFacts,
  type Sourced,
  sourceOf,
  statusOn,
} from '../../agreements/index.ts';
import type { OrderDraft } from '../../contracts/index.ts';
import { lessWords, type SecondLifeAnswer } from '../before-you-buy/equivalents.ts';
import { inForce } from '../../kernel/dated.ts';
import { formatDate, type IsoDate, isoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact, formatMoney } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import type { BuyerFacts, Eligibility } from '../../organisations/index.ts';
import { packEdition } from './pack-edition.ts';
import type { CheckState, PurchaseCheck } from './purchase-check.ts';

export interface CheckedFacts {
  readonly on: IsoDate;
  readonly pack: AgreementPack;
  readonly reference: Pick<ReferenceFacts, 'thresholds' | 'publicationPeriods' | 'sources'>;
  readonly buyer: BuyerFacts | undefined;
  readonly eligibility: Eligibility;
  readonly supplierName: string;
  /** Whether the supplier may take business on the lot that day. */
  readonly supplierTrades: boolean;
  readonly draft: OrderDraft;
  /** The listed price at the ordered quantity by offer; an offer that is not there cannot be bought that day. */
  readonly listed: ReadonlyMap<string, DecimalText>;
  /** Last day the approved price is held; null: not approved yet, so that it has to be the listed one. */
  readonly heldUntil: IsoDate | null;
  /** The most each offer may cost, pounds without VAT; an offer without a maximum is not there. */
  readonly caps: ReadonlyMap<string, Sourced<DecimalText>>;
  /** Orders of so many months before for the same things. */
  readonly like: { readonly count: number; readonly gross: DecimalText; readonly months: Sourced<number> };
  readonly likeAnswer: string;
  /** The firm quote the prices come from; undefined where they are the listed ones. */
  readonly quote: { readonly id: string; readonly validUntil: string } | undefined;
  readonly now: Temporal.Instant;
  /** The used equivalent shown before buying, and the answer to it; undefined where there was none. */
  readonly secondLife: SecondLifeAnswer | undefined;
  /** The budget it is paid from: pounds without VAT; undefined where none was chosen, or it was taken from it already. */
  readonly budget: BudgetFacts | undefined;
}

export interface BudgetFacts {
  readonly name: string;
  readonly amount: DecimalText;
  readonly committed: DecimalText;
  /** By how much the purchase may exceed it, and the reason given with that. */
  readonly exception: { readonly amount: DecimalText; readonly reason: string } | undefined;
}

/** Everything that is looked at before an order, in the order it is read. */
export function purchaseChecks(facts: CheckedFacts): readonly PurchaseCheck[] {
  return [
    agreementOpen,
    buyerMayBuy,
    routeOpen,
    supplierActive,
    priceHolds,
    capKept,
    budgetHolds,
    threshold,
    repeated,
    besidesNew,
    duties,
  ].flatMap((each) => each(facts));
}

function say(
  { on, pack }: CheckedFacts,
  id: string,
  state: CheckState,
  text: string,
  from: Sourced<unknown> | string,
  edition = typeof from === 'string' ? '' : packEdition(pack),
): PurchaseCheck {
  const source = typeof from === 'string' ? from : (sourceOf(pack, from)?.title ?? pack.number.value);
  return { id, state, text, source, edition, assumed: typeof from !== 'string' && isAssumed(from), on };
}

function agreementOpen(facts: CheckedFacts): readonly PurchaseCheck[] {
  const status = statusOn(facts.pack, facts.on);
  const { value } = facts.pack.number;
  return status.newCallOffs
    ? [
        say(
          facts,
          'agreement',
          'pass',
          `The agreement is open until ${formatDate(status.ends)}.`,
          facts.pack.term.operational,
        ),
      ]
    : [say(facts, 'agreement', 'stop', `${value} takes no new call-offs on this day.`, facts.pack.term.operational)];
}

function buyerMayBuy(facts: CheckedFacts): readonly PurchaseCheck[] {
  const { buyer, eligibility } = facts;
  const source = eligibility.source?.title ?? facts.pack.number.value;
  if (buyer === undefined) return [say(facts, 'buyer', 'stop', 'This organisation is no buyer.', source)];
  if (!buyer.confirmed) {
    const text = `The authority has not confirmed yet that ${buyer.name} may buy. Its administrators get a letter when it has decided.`;
    return [say(facts, 'buyer', 'stop', text, 'Buyer organisations')];
  }
  const state = eligibility.allowed === 'yes' ? 'pass' : 'stop';
  return [{ ...say(facts, 'buyer', state, eligibility.reason, source), assumed: eligibility.assumed }];
}

function routeOpen(facts: CheckedFacts): readonly PurchaseCheck[] {
  const { pack, draft } = facts;
  const lot = findLot(pack, draft.lot);
  const route = lot === undefined ? undefined : findRoute(lot, draft.route);
  if (route === undefined || route.allowed.value === 'no') {
    const why = route === undefined ? 'the agreement does not know it' : route.reason.value;
    return [
      say(
        facts,
        'route',
        'stop',
        `Lot ${draft.lot} cannot be bought this way, because ${why}.`,
        route?.reason ?? pack.number,
      ),
    ];
  }
  const { maximumValue } = route.limits;
  if (maximumValue !== undefined && exact(draft.commitmentNet).gt(maximumValue.value)) {
    const most = formatMoney(maximumValue.value);
    return [say(facts, 'route', 'stop', `This route ends at ${most} excluding VAT.`, maximumValue)];
  }
  return [say(facts, 'route', 'pass', `You can buy this way, because ${route.reason.value}.`, route.reason)];
}

function supplierActive(facts: CheckedFacts): readonly PurchaseCheck[] {
  const { supplierName, supplierTrades, draft } = facts;
  return [
    supplierTrades
      ? say(facts, 'supplier', 'pass', `${supplierName} is active on lot ${draft.lot}.`, 'Supplier register')
      : say(
          facts,
          'supplier',
          'stop',
          `${supplierName} may take no new business on lot ${draft.lot}.`,
          'Supplier register',
        ),
  ];
}

/** Whether a firm quote still binds at the instant. */
export function quoteHolds(quote: { readonly validUntil: string }, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(now, Temporal.Instant.from(quote.validUntil)) <= 0;
}

/** A quoted price binds until its time; the list of the day stays its maximum. */
function quotedPriceHolds(facts: CheckedFacts, quote: { readonly validUntil: string }): readonly PurchaseCheck[] {
  const until = Temporal.Instant.from(quote.validUntil).toZonedDateTimeISO('Europe/London');
  const day = formatDate(isoDate(until.toPlainDate().toString()));
  const time = `${day}, ${until.toPlainTime().toString({ smallestUnit: 'minute' })}`;
  if (!quoteHolds(quote, facts.now))
    return [say(facts, 'offer', 'stop', `The quote expired on ${time}. Ask for a new one.`, 'Quote')];
  for (const line of facts.draft.lines.filter((each) => each.kind === 'goods')) {
    const now = facts.listed.get(line.offer ?? '');
    if (now === undefined)
      return [say(facts, 'offer', 'stop', `${line.title} is not on offer any more.`, 'Price list')];
    if (exact(now).lt(line.unitPrice)) {
      const text = `${line.title} is listed at ${formatMoney(now)} now, less than the ${formatMoney(line.unitPrice)} quoted. Buy it from the basket.`;
      return [say(facts, 'offer', 'stop', text, 'Price list')];
    }
  }
  return [say(facts, 'offer', 'pass', `Every price is as quoted, firm until ${time}.`, 'Quote of the supplier')];
}

function priceHolds(facts: CheckedFacts): readonly PurchaseCheck[] {
  if (facts.quote !== undefined) return quotedPriceHolds(facts, facts.quote);
  const { listed, heldUntil, on } = facts;
  const goods = facts.draft.lines.filter((each) => each.kind === 'goods');
  const found: PurchaseCheck[] = [];
  for (const line of goods) {
    const now = listed.get(line.offer ?? '');
    if (now === undefined) {
      found.push(say(facts, 'offer', 'stop', `${line.title} is not on offer any more.`, 'Price list'));
    } else if (exact(now).lt(line.unitPrice)) {
      const text = `${line.title} is listed at ${formatMoney(now)} now, less than the ${formatMoney(line.unitPrice)} asked for. Ask anew at the lower price.`;
      found.push(say(facts, 'offer', 'stop', text, 'Price list'));
    } else if (exact(now).gt(line.unitPrice)) {
      const held = heldUntil !== null && on <= heldUntil;
      const text = held
        ? `${line.title} is listed at ${formatMoney(now)} now. The approved price of ${formatMoney(line.unitPrice)} holds until ${formatDate(heldUntil)}.`
        : `${line.title} rose to ${formatMoney(now)} from ${formatMoney(line.unitPrice)}. Ask anew.`;
      found.push(say(facts, 'offer', held ? 'warn' : 'stop', text, 'Price list'));
    }
  }
  if (found.length > 0) return found;
  return [say(facts, 'offer', 'pass', 'Every offer is valid today at the price shown.', 'Price list in force')];
}

function capKept(facts: CheckedFacts): readonly PurchaseCheck[] {
  const capped = facts.draft.lines.flatMap((line) => {
    const cap = line.kind === 'goods' ? facts.caps.get(line.offer ?? '') : undefined;
    return cap === undefined ? [] : [{ line, cap }];
  });
  const [first] = capped;
  if (first === undefined) return [];
  const over = capped.find(({ line, cap }) => exact(line.unitPrice).gt(cap.value));
  return over === undefined
    ? [
        say(
          facts,
          'cap',
          'pass',
          capped.every(({ cap }) => exact(cap.value).eq(first.cap.value))
            ? `Every price is within the lot’s maximum of ${formatMoney(first.cap.value)}.`
            : 'Every price is within the lot’s maximum for it.',
          first.cap,
        ),
      ]
    : [
        say(
          facts,
          'cap',
          'stop',
          `${over.line.title} is above the lot’s maximum of ${formatMoney(over.cap.value)}.`,
          over.cap,
        ),
      ];
}

function budgetHolds(facts: CheckedFacts): readonly PurchaseCheck[] {
  const { budget, draft } = facts;
  if (budget === undefined) return [];
  const left = exact(budget.amount).minus(budget.committed);
  const short = exact(draft.commitmentNet).minus(left);
  const source = `Budget ${budget.name}`;
  if (short.lte(0)) {
    const after = formatMoney(left.minus(draft.commitmentNet));
    return [say(facts, 'budget', 'pass', `The budget has enough: ${after} is left after this order.`, source)];
  }
  const over = `This takes ${formatMoney(short)} more, excluding VAT, than ${budget.name} has left.`;
  const { exception } = budget;
  if (exception !== undefined && short.lte(exception.amount)) {
    return [say(facts, 'budget', 'warn', `${over} It was allowed: “${exception.reason}”`, source)];
  }
  return [say(facts, 'budget', 'stop', `${over} Somebody in charge of the budget has to allow it.`, source)];
}

/** The threshold the law sets for the buyer on the day the procurement began. */
function thresholdOf(facts: CheckedFacts) {
  const { buyer, draft, reference } = facts;
  return inForce(
    reference.thresholds.filter(
      (each) => each.kind === 'procurement' && (each.class === 'all' || each.class === buyer?.thresholdClass),
    ),
    draft.commencedOn,
  );
}

function threshold(facts: CheckedFacts): readonly PurchaseCheck[] {
  const row = thresholdOf(facts);
  if (row === undefined) return [];
  const { draft } = facts;
  const value = row.includesVat ? draft.commitmentGross : draft.commitmentNet;
  const amount = formatMoney(row.amount);
  const below = exact(value).lt(row.amount);
  const text = below
    ? `The whole commitment is below the procurement threshold of ${amount}.`
    : `The whole commitment reaches the procurement threshold of ${amount}: the full rules hold.`;
  const state = below ? 'pass' : 'duty';
  return [say(facts, 'threshold', state, text, sourceTitle(facts, row.source), inForceFrom(row))];
}

function repeated(facts: CheckedFacts): readonly PurchaseCheck[] {
  const { like, draft, likeAnswer } = facts;
  const row = thresholdOf(facts);
  const { months } = like;
  const source = `${plural(like.count, 'order')} compared`;
  const tell = (state: CheckState, text: string): readonly PurchaseCheck[] => [
    { ...say(facts, 'like-orders', state, text, source), assumed: isAssumed(months) },
  ];
  const together = exact(like.gross).plus(draft.commitmentGross);
  const crosses = row !== undefined && exact(draft.commitmentGross).lt(row.amount) && together.gte(row.amount);
  if (!crosses) return tell('pass', `No like orders in ${months.value} months that together cross a limit.`);
  const text = `With like orders of the last ${months.value} months this comes to ${formatMoney(together)}, which reaches the threshold of ${formatMoney(row.amount)}.`;
  return likeAnswer === ''
    ? tell('stop', `${text} Say why they are separate, then ask anew.`)
    : tell('warn', `${text} You answered: “${likeAnswer}”`);
}

function besidesNew(facts: CheckedFacts): readonly PurchaseCheck[] {
  const { secondLife } = facts;
  if (secondLife === undefined) return [];
  const said = secondLife.answer === '' ? 'You did not say why you buy new.' : `You answered: “${secondLife.answer}”`;
  return [say(facts, 'second-life', 'warn', `${lessWords(secondLife)} ${said}`, 'Before you buy')];
}

function duties(facts: CheckedFacts): readonly PurchaseCheck[] {
  const { buyer, draft, pack, reference } = facts;
  const found: PurchaseCheck[] = [];
  const toPublish = buyer?.publicationClass;
  if (toPublish === 'exempt') {
    const source = sourceTitle(facts, buyer?.publicationSource ?? '');
    found.push(say(facts, 'publish', 'pass', 'You do not need to publish this order.', source));
  } else if (toPublish !== undefined) {
    const from = inForce(
      reference.thresholds.filter((each) => each.kind === 'publication' && each.class === toPublish),
      draft.commencedOn,
    );
    const period = inForce(
      reference.publicationPeriods.filter((each) => each.class === toPublish),
      facts.on,
    );
    if (from !== undefined) {
      const value = from.includesVat ? draft.commitmentGross : draft.commitmentNet;
      const said = [sourceTitle(facts, from.source), inForceFrom(from)] as const;
      const days = period === undefined ? '' : ` within ${period.days} days of the last signature`;
      found.push(
        exact(value).lt(from.amount)
          ? say(facts, 'publish', 'pass', `Below ${formatMoney(from.amount)}: you do not need to publish.`, ...said)
          : say(facts, 'publish', 'duty', `You have to publish this award${days}.`, ...said),
      );
    }
  }
  const tell = pack.tellAuthorityAbove;
  if (tell !== undefined && exact(draft.commitmentNet).gt(tell.value)) {
    found.push(
      say(
        facts,
        'tell',
        'duty',
        `Tell ${pack.authority.name.value}: the value is above ${formatMoney(tell.value)}.`,
        tell,
      ),
    );
  }
  return found;
}

function sourceTitle({ reference }: CheckedFacts, key: string): string {
  return reference.sources.find((each) => each.key === key)?.title ?? key;
}

const inForceFrom = ({ from }: { readonly from: IsoDate }): string => `in force from ${formatDate(from)}`;
