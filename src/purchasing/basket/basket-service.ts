import { orderQuantity, type Products } from '../../catalogue/index.ts';
import { type Clock, type IsoDate, today } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { Agreements } from '../../agreements/index.ts';
import type { Organisations, Suppliers } from '../../organisations/index.ts';
import { type Actor, actorReference, type PolicyTable } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { longestTerm } from './term.ts';
import { badTerm, type BasketToPrice, createQuotation } from './basket-quotation.ts';
import * as store from './basket-store.ts';
import type { BasketLine, BasketScope } from './basket-store.ts';
import { type BasketView, createBasketViewer } from './basket-view.ts';

export type { BasketView } from './basket-view.ts';

export interface By {
  readonly actor: Actor;
  readonly requestId?: string;
}

export interface BasketOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly products: Products;
  readonly suppliers: Pick<Suppliers, 'summaries' | 'mayTrade'>;
  readonly organisations: Organisations;
  readonly policies: Pick<PolicyTable, 'scope'>;
}

/** What a form says of a basket. Quantity 0 takes the line or service away. */
export interface BasketChange {
  readonly version: number;
  readonly site?: string;
  readonly reference?: string;
  /** Months of what is paid by the month or year; null: not said; left as it is where nothing is given. */
  readonly termMonths?: number | null;
  /** Day on which it is to be there; null: not said; `none`: what was typed is no day; left as it is where absent. */
  readonly neededBy?: IsoDate | 'none' | null;
  readonly lines: readonly {
    readonly offer: string;
    readonly quantity: number;
    readonly services: readonly { readonly service: string; readonly quantity: number }[];
  }[];
}

export interface Baskets {
  /** Organisations the actor may buy for. */
  organisations(actor: Actor): Promise<readonly { readonly id: string; readonly name: string }[]>;
  list(actor: Actor): Promise<readonly BasketView[]>;
  get(actor: Actor, id: string): Promise<BasketView | undefined>;
  /** Sets the quantity of an offer: the same form twice gives the same basket. */
  put(
    by: By,
    wanted: { readonly organisation: string; readonly offer: string; readonly quantity: number },
  ): Promise<Outcome<string>>;
  /** As `put` of several. What cannot be put stops those after it; the same again puts them. Gives the baskets they are in. */
  putAll(
    by: By,
    organisation: string,
    items: readonly { readonly offer: string; readonly quantity: number }[],
  ): Promise<Outcome<readonly string[]>>;
  /** How many of each offer are in the actor's open baskets; of all of them where none are named. */
  held(actor: Actor, offers?: readonly string[]): Promise<ReadonlyMap<string, number>>;
  change(by: By, id: string, change: BasketChange): Promise<Outcome<undefined>>;
  /** Prices lines as baskets would be, without keeping anything. */
  price(wanted: BasketToPrice): Promise<Outcome<readonly BasketView[]>>;
}

const mostLines = 40;

export function createBaskets(options: BasketOptions): Baskets {
  const { database, clock, products, organisations, policies } = options;
  const viewer = createBasketViewer(options);
  const { view, sitesFor } = viewer;

  const scopeOf = (actor: Actor): BasketScope => ({
    organisations: policies.scope('baskets.edit', actor).map((each) => each.organisation),
    owner: actorReference(actor),
  });

  const put: Baskets['put'] = async (by, { organisation, offer: id, quantity }) => {
    const scope = scopeOf(by.actor);
    const membership = policies.scope('baskets.edit', by.actor).find((each) => each.organisation === organisation);
    if (membership === undefined) return unknown('organisation', 'You cannot buy for this organisation.');
    const [found] = await products.offers([id], today(clock));
    if (found === undefined) return unknown('offer', 'This offer cannot be bought today.');
    if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > 1_000_000) return badQuantity('quantity');
    const [site] = await sitesFor(membership, organisation);
    if (site === undefined) return unknown('organisation', 'The organisation has no site to deliver to.');
    const { supplierId: supplier, agreement, lot } = found.offer;
    const now = clock.now().toString();
    const basket = await database.transact((transaction) =>
      store.openBasket(
        transaction,
        { id: newId(), organisation, owner: scope.owner, site: site.id, supplier, agreement, lot },
        now,
      ),
    );
    return database.transact(async (transaction) => {
      const locked = await store.lockBasket(transaction, scope, basket);
      if (locked === undefined) return unknown('offer', 'The basket was ordered meanwhile.');
      const before = locked.lines.find((each) => each.offer === id);
      const ordered = orderQuantity(found.offer, quantity);
      if (before?.quantity === ordered) return succeed(basket);
      if (before === undefined && locked.lines.length >= mostLines) {
        return fail({
          code: 'basket-full',
          path: 'offer',
          message: `A basket holds ${mostLines} lines.`,
          remedy: 'Order these first.',
        });
      }
      const line: BasketLine = {
        ...{ offer: id, title: found.product.title, quantity: ordered },
        ...{
          seenPrice: products.price(found.offer, ordered, today(clock)).unitPrice,
          services: before?.services ?? [],
        },
      };
      const lines =
        before === undefined ? [...locked.lines, line] : locked.lines.map((each) => (each === before ? line : each));
      await store.writeBasket(transaction, scope, { ...locked, lines }, now);
      await recordAudit(transaction, by.actor, {
        ...{ action: 'baskets.edit', subject: `basket:${basket}`, detail: { offer: id, quantity: ordered } },
        ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
      });
      return succeed(basket);
    });
  };

  return {
    organisations: async (actor) => {
      const { organisations: ids } = scopeOf(actor);
      const found = await organisations.organisationsByIds(ids);
      return ids.flatMap((id) => {
        const each = found.get(id);
        return each === undefined || each.closedAt !== null ? [] : [{ id, name: each.name }];
      });
    },
    list: async (actor) => {
      const views: BasketView[] = [];
      for (const each of await store.readBaskets(database.handle, scopeOf(actor))) views.push(await view(actor, each));
      return views.filter((each) => each.lines.length > 0);
    },
    get: async (actor, id) => {
      const [found] = await store.readBaskets(database.handle, scopeOf(actor), id);
      return found === undefined ? undefined : view(actor, found);
    },
    put,
    putAll: async (by, organisation, items) => {
      const into = new Set<string>();
      for (const each of items) {
        const done = await put(by, { organisation, ...each });
        if (!done.ok) return done;
        into.add(done.value);
      }
      return succeed([...into]);
    },
    held: (actor, offers) => store.readHeld(database.handle, scopeOf(actor), offers),
    price: createQuotation(options, viewer),
    change: async (by, id, change) => {
      const scope = scopeOf(by.actor);
      const [found] = await store.readBaskets(database.handle, scope, id);
      if (found === undefined) return unknown('basket', 'There is no such basket.');
      const shown = await view(by.actor, found);
      if (found.version !== change.version) return stale;
      const lines: BasketLine[] = [];
      for (const line of shown.lines) {
        const asked = change.lines.find((each) => each.offer === line.offer);
        const wanted = asked?.quantity ?? line.quantity;
        if (wanted === 0) continue;
        if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > 1_000_000)
          return badQuantity(`quantity-${line.offer}`);
        const quantity = line.listed === undefined ? wanted : orderQuantity(line.listed.offer, wanted);
        const services = line.offered.flatMap((each) => {
          const number =
            asked === undefined
              ? line.services.find((kept) => kept.service === each.id)?.quantity
              : asked.services.find((kept) => kept.service === each.id)?.quantity;
          return number === undefined || number < 1
            ? []
            : [{ service: each.id, name: each.name, quantity: number, seenPrice: each.unitPrice }];
        });
        if (services.some((each) => !Number.isSafeInteger(each.quantity) || each.quantity > 1_000_000))
          return badQuantity(`quantity-${line.offer}`);
        const seenPrice =
          line.listed === undefined
            ? line.seenPrice
            : products.price(line.listed.offer, quantity, today(clock)).unitPrice;
        lines.push({ offer: line.offer, title: line.title, quantity, seenPrice, services });
      }
      const site = change.site ?? found.site;
      if (!shown.sites.some((each) => each.id === site)) return unknown('site', 'Choose one of your sites.');
      const termMonths = change.termMonths === undefined ? found.termMonths : change.termMonths;
      if (termMonths !== null && (!Number.isSafeInteger(termMonths) || termMonths < 1 || termMonths > longestTerm))
        return fail(badTerm(`term-${id}`));
      const neededBy = change.neededBy === undefined ? found.neededBy : change.neededBy;
      if (neededBy === 'none' || (neededBy !== null && neededBy !== found.neededBy && neededBy < today(clock)))
        return fail(badDay(id));
      const reference = (change.reference ?? found.reference).slice(0, 60);
      return database.transact(async (transaction): Promise<Outcome<undefined>> => {
        const locked = await store.lockBasket(transaction, scope, id);
        if (locked?.version !== change.version) return stale;
        await store.writeBasket(
          transaction,
          scope,
          { ...found, lines, site, reference, termMonths, neededBy },
          clock.now().toString(),
        );
        await recordAudit(transaction, by.actor, {
          ...{ action: 'baskets.edit', subject: `basket:${id}`, detail: { lines: lines.length } },
          ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
        });
        return succeed(undefined);
      });
    },
  };
}

const stale = fail({
  code: 'basket-changed',
  path: 'version',
  message: 'This basket was changed in another window.',
  remedy: 'Look at it as it is now, and change it again.',
});

function unknown(path: string, message: string) {
  return fail({ code: `${path}-unknown`, path, message, remedy: 'Choose another, or look again.' });
}

function badDay(basket: string) {
  return {
    ...{ code: 'day', path: `neededBy-${basket}-day`, message: 'The day it is needed by must be a date from today on' },
    remedy: 'For example: 5 1 2027.',
  };
}

function badQuantity(path: string) {
  return fail({
    code: 'quantity',
    path,
    message: 'Enter a whole number from 1 to 1,000,000',
    remedy: 'For example: 30.',
  });
}
