import { holidaysOf } from '../../agreements/index.ts';
import { offersById, orderQuantity, unitPriceAt } from '../../catalogue/index.ts';
import { addDays, addMonths, addWorkingDays, type IsoDate, today } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { cleanLine } from '../../kernel/text.ts';
import { notify, settleNotices } from '../../organisations/index.ts';
import { type Actor, actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import type { BasketOptions, Baskets, By } from '../basket/basket-service.ts';
import { lockBasket } from '../basket/basket-store.ts';
import { makeDraft } from '../purchase/make-draft.ts';
import type { PurchaseAsked, Purchases } from '../purchase/purchase-service.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import {
  answerOf,
  atPrices,
  checkPrices,
  mayHappen,
  type Quote,
  type QuotedPrice,
  type QuoteEvent,
  type QuoteStatus,
  quoteStatus,
  termOf,
  whyNotBuy,
} from './quote.ts';
import * as store from './quote-store.ts';

export interface QuoteOptions extends BasketOptions {
  readonly baskets: Pick<Baskets, 'get'>;
  readonly purchases: Pick<Purchases, 'askFor'>;
}

/** What a supplier answers. */
export interface QuoteAnswer {
  readonly id: string;
  /** How many events the quote had when it was looked at. */
  readonly seen: number;
  readonly kind: 'firm' | 'indicative' | 'declined';
  readonly prices: readonly QuotedPrice[];
  readonly leadTimeDays: number | null;
  /** ISO 8601, UTC; of a firm answer. */
  readonly validUntil: string | null;
  readonly note: string;
}

export interface QuoteView {
  readonly quote: Quote;
  readonly status: QuoteStatus;
  readonly organisationName: string;
  readonly supplierName: string;
  /** The answer that stands, and what the lines come to at its prices. */
  readonly answer: QuoteEvent | undefined;
  readonly priced: Quote['draft'];
  /** The purchase it became. */
  readonly purchase: string | undefined;
  readonly mayAnswer: boolean;
  readonly mayBuy: boolean;
}

/** From a basket to a supplier's quote and on to a purchase. What an actor's roles do not reach is not there. */
export interface Quotes {
  /** Asks the basket's supplier. The same version of a basket again gives the same quote. */
  ask(
    by: By,
    asked: { readonly basket: string; readonly version: number; readonly message: string },
  ): Promise<Outcome<string>>;
  list(actor: Actor, party: 'buyer' | 'supplier'): Promise<readonly QuoteView[]>;
  get(actor: Actor, party: 'buyer' | 'supplier', id: string): Promise<QuoteView | undefined>;
  answer(by: By, answer: QuoteAnswer): Promise<Outcome<undefined>>;
  /** Makes the purchase of a firm quote while it is valid, once; gives its id. The same person's click again gives the same one. */
  buy(by: By, id: string, asked: PurchaseAsked): Promise<Outcome<string>>;
}

const shownAtMost = 100;
/** Longest a firm quote is taken for, days. A guard against a slip of the year, not a rule. */
const longestDays = 366;

export function createQuotes(options: QuoteOptions): Quotes {
  const { database, clock, agreements, baskets, purchases, organisations, suppliers, policies } = options;
  const audit = (by: By, action: string, id: string, detail: Readonly<Record<string, unknown>> = {}) => ({
    ...{ action, subject: `quote:${id}`, detail },
    ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
  });
  const none = { organisations: [], sites: [], suppliers: [] };

  function scopeOf(actor: Actor, party: 'buyer' | 'supplier', action?: string): store.QuoteScope {
    const memberships = policies.scope(action ?? (party === 'buyer' ? 'quotes.read' : 'quotes.answer'), actor);
    if (party === 'supplier') return { ...none, suppliers: memberships.flatMap((each) => each.supplier ?? []) };
    return {
      ...none,
      organisations: memberships.filter((each) => each.site === null).map((each) => each.organisation),
      sites: memberships.flatMap((each) => each.site ?? []),
    };
  }

  async function views(
    actor: Actor,
    party: 'buyer' | 'supplier',
    quotes: readonly Quote[],
  ): Promise<readonly QuoteView[]> {
    const [names, buyers] = await Promise.all([
      suppliers.summaries(new Set(quotes.map((each) => each.supplier)), today(clock)),
      organisations.organisationsByIds([...new Set(quotes.map((each) => each.organisation))]),
    ]);
    const now = clock.now();
    const buying = policies.scope('purchases.request', actor).map((each) => each.organisation);
    return quotes.map((quote) => {
      const status = quoteStatus(quote, now);
      const answer = answerOf(quote);
      const priced = answer?.prices == null ? undefined : atPrices(quote.draft, answer.prices);
      return {
        ...{ quote, status, answer },
        organisationName: buyers.get(quote.organisation)?.name ?? quote.organisation,
        supplierName: names.get(quote.supplier)?.name ?? quote.supplier,
        priced: priced?.ok === true ? priced.value : quote.draft,
        purchase: quote.events.find((each) => each.kind === 'converted')?.purchase ?? undefined,
        mayAnswer: party === 'supplier' && mayHappen(status, 'declined'),
        mayBuy: party === 'buyer' && status === 'firm' && buying.includes(quote.organisation),
      };
    });
  }

  /** What is listed for each line on the day: goods as the price list has them, work and delivery as when it was asked for. */
  async function listedFor(handle: Handle, quote: Quote, on: IsoDate): Promise<ReadonlyMap<number, DecimalText>> {
    const found = await offersById(
      handle,
      quote.draft.lines.flatMap((each) => each.offer ?? []),
      on,
    );
    const offers = new Map(found.map((each) => [each.id, each]));
    return new Map(
      quote.draft.lines.flatMap((line, index) => {
        if (line.offer === null) return [[index + 1, line.unitPrice] as const];
        const offer = offers.get(line.offer);
        if (offer === undefined || orderQuantity(offer, line.quantity) !== line.quantity) return [];
        return [[index + 1, unitPriceAt(offer, line.quantity)] as const];
      }),
    );
  }

  return {
    ask: async (by, { basket: from, version, message }) => {
      const view = await baskets.get(by.actor, from);
      const may = policies
        .scope('quotes.ask', by.actor)
        .some((each) => each.organisation === view?.basket.organisation);
      if (view === undefined || !may)
        return refuse('basket-unknown', '', 'There is no such basket.', 'Look at your baskets.');
      const { basket, route } = view;
      if (basket.version !== version) return changed;
      if (view.open.length === 0 || view.open.length < view.lines.length || route === undefined) {
        return refuse(
          'basket-not-quotable',
          'lines',
          route === undefined
            ? `Lot ${basket.lot} is bought by a further competition only.`
            : 'Something in the basket cannot be bought today.',
          route === undefined ? 'Keep the basket for a competition.' : 'Take it out, then go on.',
        );
      }
      if (view.paidAgain && basket.termMonths === null) {
        return refuse(
          'term-missing',
          'term',
          'Something in the basket is paid by the month or year.',
          'Say in the basket for how many months you want it.',
        );
      }
      const id = newId();
      const quote = {
        ...{ id, organisation: basket.organisation, site: basket.site, supplier: basket.supplier, basket: newId() },
        ...{ askedBy: actorReference(by.actor), askedAt: clock.now().toString(), message: message.slice(0, 2000) },
        draft: makeDraft(view, { purchase: id, route, on: today(clock), agreements }),
        categories: [...new Set(view.open.flatMap((each) => each.listed?.product.category ?? []))],
      };
      return database.transact(async (transaction): Promise<Outcome<string>> => {
        const scope = { organisations: [basket.organisation], owner: basket.owner };
        const locked = await lockBasket(transaction, scope, basket.id);
        if (locked?.version !== version) return changed;
        const { id: stands, added } = await store.addQuote(transaction, quote, { basket: basket.id, version });
        if (!added) return succeed(stands);
        await notify(transaction, {
          to: { supplier: quote.supplier, roles: ['supplier-bid-manager', 'supplier-catalogue-manager'] },
          kind: 'quote-asked',
          title: `${view.organisationName} asks you to quote for ${quote.draft.title}`,
          text: 'Answer with a firm or an indicative price, or decline.',
          href: purchasingPaths.supplierQuote(id),
          key: `quote-asked:${id}`,
        });
        await recordAudit(transaction, by.actor, audit(by, 'quotes.ask', id, { basket: basket.id, version }));
        return succeed(id);
      });
    },
    list: async (actor, party) =>
      views(actor, party, await store.listQuotes(database.handle, scopeOf(actor, party), shownAtMost)),
    get: async (actor, party, id) => {
      const quote = await store.findQuote(database.handle, scopeOf(actor, party), id);
      return quote === undefined ? undefined : (await views(actor, party, [quote]))[0];
    },
    answer: (by, answer) =>
      database.transact(async (transaction): Promise<Outcome<undefined>> => {
        const quote = await store.lockQuote(transaction, scopeOf(by.actor, 'supplier'), answer.id);
        if (quote === undefined) return unknownQuote;
        const now = clock.now();
        const on = today(clock);
        if (answer.seen !== quote.events.length) {
          // The same click again.
          const last = quote.events.at(-1);
          const again = last?.actor === actorReference(by.actor) && last.kind === answer.kind;
          return again && answer.seen === quote.events.length - 1 ? succeed(undefined) : moved;
        }
        const status = quoteStatus(quote, now);
        if (!mayHappen(status, answer.kind)) return moved;
        const note = answer.note.slice(0, 2000);
        const prices = answer.kind === 'declined' ? null : answer.prices;
        if (prices === null && cleanLine(note) === '')
          return refuse('reason-missing', 'note', 'Say why you decline', 'The buyer reads it.');
        if (prices !== null) {
          const wrong = [
            ...checkPrices(quote.draft.lines, prices, await listedFor(transaction, quote, on)),
            ...checkTerms(answer, now),
          ];
          if (wrong.length > 0) return fail(...wrong);
        }
        await store.addQuoteEvent(transaction, quote, {
          ...{ position: quote.events.length + 1, kind: answer.kind, actor: actorReference(by.actor), note, prices },
          leadTimeDays: prices === null ? null : answer.leadTimeDays,
          validUntil: answer.kind === 'firm' ? answer.validUntil : null,
          ...{ purchase: null, at: now.toString() },
        });
        await settleNotices(transaction, `quote-asked:${quote.id}`);
        const asker = /^person:(.+)$/.exec(quote.askedBy)?.[1];
        if (asker !== undefined) {
          await notify(transaction, {
            to: { people: [asker], organisation: quote.organisation },
            kind: 'quote-answered',
            title: `${answered[answer.kind]}: ${quote.draft.title}`,
            text:
              answer.kind === 'firm'
                ? 'The prices hold until the time named. Buy from the quote before then.'
                : 'Look at the answer and decide how to go on.',
            href: purchasingPaths.quote(quote.id),
            key: `quote-answered:${quote.id}:${String(quote.events.length + 1)}`,
          });
        }
        await recordAudit(transaction, by.actor, audit(by, 'quotes.answer', quote.id, { kind: answer.kind }));
        return succeed(undefined);
      }),
    buy: async (by, id, asked) => {
      const scope = scopeOf(by.actor, 'buyer');
      const quote = await store.findQuote(database.handle, scope, id);
      if (quote === undefined) return unknownQuote;
      const before = convertedBy(quote, by.actor);
      if (before !== undefined) return succeed(before);
      const why = whyNotBuy(quoteStatus(quote, clock.now()));
      const answer = answerOf(quote);
      if (why !== undefined) return fail(why);
      if (answer?.prices == null || answer.validUntil === null) throw new Error(`Quote ${id} is firm without prices`);
      const { validUntil, leadTimeDays } = answer;
      const priced = atPrices(quote.draft, answer.prices);
      if (!priced.ok) return priced;
      const months = termOf(quote.draft);
      const holidays = holidaysOf(agreements.reference, 'england-and-wales');
      return purchases.askFor(
        by,
        {
          ...{ organisation: quote.organisation, site: quote.site, basket: quote.basket, basketVersion: 1 },
          draft: (purchase, on) => ({
            ...{ ...priced.value, purchase, starts: on },
            ends: months === null ? null : addDays(addMonths(on, months), -1),
            expectedBy: leadTimeDays === null ? priced.value.expectedBy : addWorkingDays(on, leadTimeDays, holidays),
          }),
          categories: quote.categories,
          comparison: () => Promise.resolve([]),
          quote: { id, validUntil },
          hold: async (transaction) => {
            const locked = await store.lockQuote(transaction, scope, id);
            if (locked === undefined) return unknownQuote;
            const stands = convertedBy(locked, by.actor);
            if (stands !== undefined) return succeed(stands);
            const reason = whyNotBuy(quoteStatus(locked, clock.now()));
            return reason === undefined ? succeed(undefined) : fail(reason);
          },
          made: async (transaction, purchase) => {
            await store.addQuoteEvent(transaction, quote, {
              ...{ position: quote.events.length + 1, kind: 'converted', actor: actorReference(by.actor), note: '' },
              ...{ prices: null, leadTimeDays: null, validUntil: null, purchase, at: clock.now().toString() },
            });
            await recordAudit(transaction, by.actor, audit(by, 'quotes.buy', id, { purchase }));
          },
        },
        asked,
      );
    },
  };
}

const answered = {
  firm: 'A firm quote came',
  indicative: 'An indicative price came',
  declined: 'The supplier declined to quote',
} as const;

/** The purchase this very person made of it: a double click. */
function convertedBy({ events }: Quote, actor: Actor): string | undefined {
  const found = events.find((each) => each.kind === 'converted');
  return found?.actor === actorReference(actor) ? (found.purchase ?? undefined) : undefined;
}

function checkTerms(answer: QuoteAnswer, now: Temporal.Instant) {
  const { leadTimeDays, validUntil, kind } = answer;
  const wrong = [];
  if (leadTimeDays === null || !Number.isSafeInteger(leadTimeDays) || leadTimeDays < 0 || leadTimeDays > 1000) {
    wrong.push({
      code: 'lead-time',
      path: 'leadTimeDays',
      message: 'Enter the working days to delivery',
      remedy: 'A whole number, for example: 5.',
    });
  }
  if (kind !== 'firm') return wrong;
  const until = validUntil === null ? undefined : Temporal.Instant.from(validUntil);
  const latest = now.add({ hours: longestDays * 24 });
  if (until === undefined || Temporal.Instant.compare(until, now) <= 0 || Temporal.Instant.compare(until, latest) > 0) {
    wrong.push({
      code: 'valid-until',
      path: 'validUntil',
      message: 'Say until when the price is firm: a day and time to come, within a year',
      remedy: 'For example: 30/11/2026 and 17:00.',
    });
  }
  return wrong;
}

function refuse(code: string, path: string, message: string, remedy: string) {
  return fail({ code, path, message, remedy });
}

const changed = refuse(
  'basket-changed',
  'version',
  'This basket was changed in another window.',
  'Look at it as it is now.',
);
const unknownQuote = refuse('quote-unknown', '', 'There is no such quote.', 'Look at your quotes.');
const moved = refuse('quote-state', '', 'Something happened to this quote meanwhile.', 'Look at it as it stands now.');
