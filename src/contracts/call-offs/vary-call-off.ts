import type { Agreements } from '../../agreements/index.ts';
import { inForce } from '../../kernel/dated.ts';
import { today } from '../../kernel/dates.ts';
import { type DecimalText, exact, formatMoney } from '../../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import type { BuyerFacts, Organisations } from '../../organisations/index.ts';
import { actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { OrderingOptions } from '../ordering.ts';
import type { By } from '../orders/order-service.ts';
import { type AccessOptions, wholeScope, unknownCallOff } from './call-off-access.ts';
import { type CallOff, callOffState } from './call-off.ts';
import { findCallOff, lockCallOff } from './call-off-store.ts';
import { addVariation, hasVariation } from './call-off-write-store.ts';
import { readMeter } from './read-meter.ts';
import type { SpendMeter } from './spend-meter.ts';
import { variationProblems, type WantedVariation } from './variation.ts';

/** A variation as it is asked for: on which ground, and the key that makes it one. */
export type AskedVariation = WantedVariation & { readonly ground: string; readonly key: string };

export interface VaryOptions extends AccessOptions, OrderingOptions {
  readonly database: Database;
  readonly organisations: Organisations;
}

/** Records a variation that is lawful on its ground. The same key again is the same variation. */
export async function varyCallOff(
  options: VaryOptions,
  by: By,
  id: string,
  wanted: AskedVariation,
): Promise<Outcome<undefined>> {
  const { database, clock, agreements, organisations, rules } = options;
  const now = () => clock.now().toString();
  const scope = await wholeScope(options, 'call-offs.vary', by.actor);
  const known = await findCallOff(database.handle, scope, id, now());
  if (known === undefined) return fail(unknownCallOff(id));
  const facts = await organisations.buyerFacts(known.organisation, known.commencedOn);
  return database.transact(async (transaction): Promise<Outcome<undefined>> => {
    const callOff = await lockCallOff(transaction, scope, id, now());
    if (callOff === undefined) return fail(unknownCallOff(id));
    const ground = rules(callOff.agreement)?.variations.find((each) => each.id === wanted.ground);
    if (ground === undefined) return fail(unknownGround);
    // A second click finds its own variation and adds none.
    if (await hasVariation(transaction, `${id}:${wanted.key}`)) return succeed(undefined);
    const on = today(clock);
    if (callOffState(callOff, on) !== 'live') return fail(notLive(callOff));
    const problems = variationProblems(callOff, ground, wanted, procurementThreshold(agreements, facts, callOff), on);
    if (problems.length > 0) return fail(...problems);
    const { changeNet, reason, evidence, decidedBy } = wanted;
    const below = belowTaken(await readMeter(transaction, callOff, rules, now()), changeNet);
    if (below !== undefined) return fail(below);
    const stored = await addVariation(
      transaction,
      id,
      {
        ...{ number: callOff.variations.length + 1, ground: ground.id, changeNet, reason, evidence },
        ends: wanted.ends ?? null,
        notice: wanted.notice ?? null,
        ...{ decidedBy, decidedOn: on, recordedAt: now() },
      },
      { actor: actorReference(by.actor), key: `${id}:${wanted.key}` },
    );
    if (!stored) return succeed(undefined);
    await recordAudit(transaction, by.actor, {
      action: 'call-offs.vary',
      subject: `call-off:${id}`,
      detail: { ground: ground.id, changeNet },
      ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
    });
    return succeed(undefined);
  });
}

/** The procurement threshold of the day the procurement began, pounds including VAT; null where none is known. */
function procurementThreshold(
  { reference }: Pick<Agreements, 'reference'>,
  facts: BuyerFacts | undefined,
  callOff: CallOff,
): string | null {
  if (facts === undefined) return null;
  const rows = reference.thresholds.filter(
    (each) => each.kind === 'procurement' && each.class === facts.thresholdClass,
  );
  return inForce(rows, callOff.commencedOn)?.amount ?? null;
}

/** A smaller ceiling may not go below what is committed and spent already. */
function belowTaken({ ceiling, taken }: SpendMeter, changeNet: DecimalText): Problem | undefined {
  if (exact(ceiling).plus(exact(changeNet)).gte(exact(taken))) return undefined;
  return {
    code: 'below-taken',
    path: 'changeNet',
    value: changeNet,
    message: `The ceiling would be below the ${formatMoney(taken)} that is committed or spent.`,
    remedy: `Take away ${formatMoney(exact(ceiling).minus(exact(taken)).toFixed(2))} at the most.`,
  };
}

function notLive({ number }: CallOff): Problem {
  return {
    code: 'call-off-not-live',
    message: `${number} does not run, so it cannot be varied.`,
    remedy: 'Vary a contract from the day it binds until its last day. After that, run a new procurement.',
  };
}

const unknownGround: Problem = {
  code: 'ground-unknown',
  path: 'ground',
  message: 'No ground is chosen.',
  remedy: 'Choose the ground on which the change is lawful.',
};
