import type { Clock } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { Organisations } from '../../organisations/index.ts';
import { type Actor, actorReference, type PolicyTable } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { basketData } from '../basket/basket-data.ts';
import type { Baskets, By } from '../basket/basket-service.ts';
import { closeBasket, hasOpenLike, lockBasket, reopenBasket, turnBasket } from '../basket/basket-store.ts';
import * as store from './need-store.ts';
import type { Need } from './need-store.ts';

export type NeedStatus = 'kept' | 'taken-back' | 'closed';

/** A need as somebody sees it. */
export interface NeedView {
  readonly need: Need;
  readonly status: NeedStatus;
  /** Names of those who did something, by reference. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether the one who looks may take it back or close it. */
  readonly mayEnd: boolean;
}

/** Baskets kept for a further competition: of the whole organisation, for whoever may read its purchases. */
export interface Needs {
  /** Keeps the basket; the same version again gives the need it made. Purchases asked for of it are past. */
  keep(
    by: By,
    wanted: { readonly basket: string; readonly version: number; readonly reason: string },
  ): Promise<Outcome<string>>;
  /** Newest first. */
  list(actor: Actor): Promise<readonly NeedView[]>;
  get(actor: Actor, id: string): Promise<NeedView | undefined>;
  /** Makes it a basket of the actor again; gives the basket. Twice gives the same. */
  takeBack(by: By, id: string): Promise<Outcome<string>>;
  /** Ends it because it is needed no more, or was met otherwise. */
  close(by: By, id: string, reason: string): Promise<Outcome<undefined>>;
}

const mostShown = 200;
/** No basket is changed oftener than its version can count. */
const lastVersion = 2 ** 31 - 1;

/** Where a need stands. The one place that says so. */
export function needStatus({ takenBackAt, closedAt }: Pick<Need, 'takenBackAt' | 'closedAt'>): NeedStatus {
  if (closedAt !== null) return 'closed';
  return takenBackAt === null ? 'kept' : 'taken-back';
}

export function createNeeds({
  database,
  clock,
  baskets,
  organisations,
  policies,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly baskets: Pick<Baskets, 'get'>;
  readonly organisations: Pick<Organisations, 'members'>;
  readonly policies: Pick<PolicyTable, 'scope'>;
}): Needs {
  function scopeOf(action: string, actor: Actor): store.NeedScope {
    const memberships = policies.scope(action, actor);
    return {
      organisations: memberships.filter((each) => each.site === null).map((each) => each.organisation),
      sites: memberships.flatMap((each) => each.site ?? []),
    };
  }
  const audit = (by: By, action: string, id: string, detail: Readonly<Record<string, unknown>> = {}) => ({
    ...{ action, subject: `need:${id}`, detail },
    ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
  });

  async function viewOf(actor: Actor, need: Need): Promise<NeedView> {
    const people = await organisations.members(need.organisation);
    const ends = scopeOf('baskets.edit', actor);
    return {
      need,
      status: needStatus(need),
      names: new Map(people.map((each) => [`person:${each.person}`, each.name])),
      mayEnd:
        needStatus(need) === 'kept' &&
        (ends.organisations.includes(need.organisation) || ends.sites.includes(need.site)),
    };
  }

  return {
    keep: async (by, { basket: id, version, reason }) => {
      if (!Number.isInteger(version) || version < 1 || version > lastVersion) return stale;
      const scope = scopeOf('baskets.edit', by.actor);
      const before = await store.needOfBasket(database.handle, scope, id, version);
      if (before !== undefined) return succeed(before);
      const view = await baskets.get(by.actor, id);
      if (view === undefined) return unknownBasket;
      const { basket } = view;
      if (basket.version !== version) return stale;
      if (!view.competes) return noCompetition;
      if (view.lines.length === 0) return empty;
      const said = reason.trim().slice(0, 1000);
      if (said === '') return noReason;
      const { organisation, site, agreement, lot } = basket;
      const [first] = view.lines;
      const more = view.lines.length > 1 ? ` and ${view.lines.length - 1} more` : '';
      const need = {
        ...{ id: newId(), organisation, site, basket: id, agreement, lot, reason: said },
        title: first === undefined ? '' : `${first.quantity} × ${first.title}${more}`,
        content: basketData(view),
        ...{ keptBy: actorReference(by.actor), keptAt: clock.now().toString() },
      };
      return database.transact(async (transaction): Promise<Outcome<string>> => {
        const locked = await lockBasket(transaction, { organisations: [organisation], owner: basket.owner }, id);
        if (locked?.version !== version) {
          const other = await store.needOfBasket(transaction, scope, id, version);
          return other === undefined ? stale : succeed(other);
        }
        await store.addNeed(transaction, need, version);
        await turnBasket(transaction, organisation, id);
        await closeBasket(transaction, organisation, id, need.keptAt);
        await recordAudit(transaction, by.actor, audit(by, 'needs.keep', need.id, { basket: id, lot }));
        return succeed(need.id);
      });
    },
    list: async (actor) => {
      const found = await store.listNeeds(database.handle, scopeOf('purchases.read', actor), mostShown);
      return Promise.all(found.map((each) => viewOf(actor, each)));
    },
    get: async (actor, id) => {
      const need = await store.findNeed(database.handle, scopeOf('purchases.read', actor), id);
      return need === undefined ? undefined : viewOf(actor, need);
    },
    takeBack: (by, id) =>
      database.transact(async (transaction): Promise<Outcome<string>> => {
        const need = await store.lockNeed(transaction, scopeOf('baskets.edit', by.actor), id);
        if (need === undefined) return unknownNeed;
        const owner = actorReference(by.actor);
        if (need.takenBackBy === owner) return succeed(need.basket);
        if (needStatus(need) !== 'kept') return over;
        const now = clock.now().toString();
        if (await hasOpenLike(transaction, need.basket, owner)) return basketThere;
        await reopenBasket(transaction, { id: need.basket, organisation: need.organisation }, owner, now);
        await store.markTakenBack(transaction, need, owner, now);
        await recordAudit(transaction, by.actor, audit(by, 'needs.take-back', id, { basket: need.basket }));
        return succeed(need.basket);
      }),
    close: async (by, id, reason) => {
      const said = reason.trim().slice(0, 1000);
      return database.transact(async (transaction): Promise<Outcome<undefined>> => {
        const need = await store.lockNeed(transaction, scopeOf('baskets.edit', by.actor), id);
        if (need === undefined) return unknownNeed;
        const status = needStatus(need);
        if (status === 'closed') return succeed(undefined);
        if (status !== 'kept') return over;
        if (said === '') return noReason;
        const at = clock.now().toString();
        await store.markClosed(transaction, need, { by: actorReference(by.actor), at, reason: said });
        await recordAudit(transaction, by.actor, audit(by, 'needs.close', id));
        return succeed(undefined);
      });
    },
  };
}

const problem = (code: string, path: string, message: string, remedy: string) => fail({ code, path, message, remedy });
const unknownBasket = problem('basket-unknown', '', 'There is no such basket.', 'Look at your baskets.');
const unknownNeed = problem('need-unknown', '', 'There is no such need.', 'Look at what was kept.');
const stale = problem(
  'basket-changed',
  'version',
  'This basket was changed in another window.',
  'Look at it as it is now, and keep it then.',
);
const empty = problem('basket-empty', '', 'There is nothing in the basket.', 'Put something in first.');
const noCompetition = problem(
  'no-competition',
  '',
  'This lot has no further competition.',
  'Order or award it from the basket.',
);
const noReason = problem('reason-missing', 'reason', 'Say why', 'A sentence is enough: others read it later.');
const over = problem('need-over', '', 'Somebody took it back or closed it.', 'Look at it as it stands now.');
const basketThere = problem(
  'basket-there',
  '',
  'You have a basket with this supplier on this lot already.',
  'Order it, keep it or empty it first, then take this one back.',
);
