import type { OrderDraft, OrderDraftLine } from '../../contracts/index.ts';
import { vatOn } from '../../catalogue/index.ts';
import { type DecimalText, exact, toPence } from '../../kernel/money.ts';
import { overTerm } from '../basket/term.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';

export const quoteEventKinds = ['firm', 'indicative', 'declined', 'converted'] as const;
export type QuoteEventKind = (typeof quoteEventKinds)[number];

/** `waiting`: the supplier has to answer. Where a firm one was not used in time it is `expired`. */
export type QuoteStatus = 'waiting' | 'firm' | 'indicative' | 'declined' | 'expired' | 'converted';

/** The price of a line, by its number (from 1) in the draft. Pounds without VAT, up to four decimals. */
export interface QuotedPrice {
  readonly number: number;
  readonly unitPrice: DecimalText;
}

export interface QuoteEvent {
  readonly position: number;
  readonly kind: QuoteEventKind;
  /** `person:<id>` or `key:<id>`. */
  readonly actor: string;
  /** What the supplier says with it; may be empty. */
  readonly note: string;
  /** Of a firm or indicative answer: every line's price. */
  readonly prices: readonly QuotedPrice[] | null;
  /** Working days from the order to delivery. */
  readonly leadTimeDays: number | null;
  /** Of a firm answer: the last instant it can be used, ISO 8601, UTC. */
  readonly validUntil: string | null;
  /** The purchase it became. */
  readonly purchase: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What a buyer asked a supplier to price: a basket as it was. It never changes; what happens to it are events. */
export interface Quote {
  readonly id: string;
  readonly organisation: string;
  readonly site: string;
  readonly supplier: string;
  readonly askedBy: string;
  readonly askedAt: string;
  /** What the buyer says with it; may be empty. */
  readonly message: string;
  /** The frozen copy of the basket: what is bought from the quote is bought from it. */
  readonly basket: string;
  /** The lines at the prices listed when it was asked for. */
  readonly draft: OrderDraft;
  /** Category paths of what is bought. */
  readonly categories: readonly string[];
  readonly events: readonly QuoteEvent[];
}

/** Where a quote stands at an instant. The one place that says so. */
export function quoteStatus({ events }: Pick<Quote, 'events'>, now: Temporal.Instant): QuoteStatus {
  const last = events.at(-1);
  if (last === undefined) return 'waiting';
  if (last.kind !== 'firm' || last.validUntil === null) return last.kind;
  return Temporal.Instant.compare(now, Temporal.Instant.from(last.validUntil)) > 0 ? 'expired' : 'firm';
}

/** The answer that stands; undefined while there is none. */
export function answerOf({ events }: Pick<Quote, 'events'>): QuoteEvent | undefined {
  return events.findLast((each) => each.kind !== 'converted');
}

/** The one table of what may follow what: an indicative price may still be made firm, and an expired one quoted anew. */
const mayFollow: Readonly<Record<QuoteStatus, readonly QuoteEventKind[]>> = {
  waiting: ['firm', 'indicative', 'declined'],
  indicative: ['firm', 'declined'],
  expired: ['firm', 'declined'],
  firm: ['converted'],
  declined: [],
  converted: [],
};

/** Whether that can happen to a quote that stands there. */
export function mayHappen(status: QuoteStatus, kind: QuoteEventKind): boolean {
  return mayFollow[status].includes(kind);
}

const whyNot: Readonly<Record<Exclude<QuoteStatus, 'firm'>, readonly [message: string, remedy: string]>> = {
  waiting: ['The supplier has not answered yet.', 'Wait for the answer, or buy at the listed price.'],
  indicative: ['This quote is indicative: the supplier is not bound by it.', 'Ask the supplier for a firm one.'],
  declined: ['The supplier declined to quote.', 'Buy at the listed price, or ask another supplier.'],
  expired: ['This quote has expired.', 'Ask for a new quote from the basket.'],
  converted: [
    'This quote was used already: it is good for one purchase.',
    'Open that purchase, or ask for a new quote.',
  ],
};

/** Why a quote cannot be bought from; undefined where it can. */
export function whyNotBuy(status: QuoteStatus): Problem | undefined {
  if (status === 'firm') return undefined;
  const [message, remedy] = whyNot[status];
  return { code: `quote-${status}`, path: '', message, remedy };
}

/**
 * The prices of an answer against the lines and what is listed on the day. The list is a maximum: no price is above it. A line
 * that is not listed that day cannot be quoted.
 */
export function checkPrices(
  lines: readonly OrderDraftLine[],
  prices: readonly QuotedPrice[],
  listed: ReadonlyMap<number, DecimalText>,
): readonly Problem[] {
  return lines.flatMap((line, index): readonly Problem[] => {
    const number = index + 1;
    const path = `price-${String(number)}`;
    const price = prices.find((each) => each.number === number)?.unitPrice;
    if (price === undefined || !/^-?\d{1,9}(\.\d{1,4})?$/.test(price)) {
      return [
        {
          code: 'price-format',
          path,
          message: `Enter the price of ${line.title} in pounds`,
          remedy: 'For example: 389.50. The supplier quotes without VAT.',
        },
      ];
    }
    const most = listed.get(number);
    if (most === undefined) {
      return [
        {
          code: 'not-listed',
          path,
          message: `${line.title} is not on your price list today`,
          remedy: 'Decline, and say what you offer instead.',
        },
      ];
    }
    if (exact(price).lte(most)) return [];
    return [
      {
        code: 'above-list',
        path,
        message: `${line.title} is listed at £${most}: a quote cannot be above it`,
        remedy: 'Quote the listed price or less.',
      },
    ];
  });
}

/** The draft at other prices: every line counted and rounded as a basket is (docs/money.md). Fails where a price is missing. */
export function atPrices(draft: OrderDraft, prices: readonly QuotedPrice[]): Outcome<OrderDraft> {
  const byNumber = new Map(prices.map((each) => [each.number, each.unitPrice]));
  const missing = draft.lines.findIndex((_line, index) => !byNumber.has(index + 1));
  if (missing >= 0) {
    return fail({
      code: 'price-missing',
      path: `price-${String(missing + 1)}`,
      message: `${draft.lines[missing]?.title ?? 'A line'} has no price.`,
      remedy: 'Price every line.',
    });
  }
  const lines = draft.lines.map((line, index): OrderDraftLine => {
    const unitPrice = byNumber.get(index + 1) ?? line.unitPrice;
    const net = toPence(exact(unitPrice).times(line.quantity));
    const vat = vatOn(net, line.vatPercent);
    return { ...line, unitPrice, net: net.toFixed(2), vat: vat.toFixed(2), gross: net.plus(vat).toFixed(2) };
  });
  const sum = (of: (line: OrderDraftLine) => DecimalText): DecimalText =>
    lines.reduce((all, each) => all.plus(of(each)), exact(0)).toFixed(2);
  const [net, vat, gross] = [sum((each) => each.net), sum((each) => each.vat), sum((each) => each.gross)];
  const whole = overTerm(lines, termOf(draft) ?? 1);
  return succeed({ ...draft, lines, net, vat, gross, commitmentNet: whole.net, commitmentGross: whole.gross });
}

/** Months of the draft's term; null where everything is bought once. */
export function termOf({ starts, ends }: Pick<OrderDraft, 'starts' | 'ends'>): number | null {
  if (ends === null) return null;
  const after = Temporal.PlainDate.from(ends).add({ days: 1 });
  const { months, days } = Temporal.PlainDate.from(starts).until(after, { largestUnit: 'month' });
  return days > 0 ? months + 1 : months;
}
