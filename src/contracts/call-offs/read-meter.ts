import type { Handle } from '../../platform/database/index.ts';
import type { CallOffRulesOf } from '../call-off-rules.ts';
import { bindingKinds, waitingKinds } from '../orders/order-life.ts';
import { sumCommitments } from '../orders/order-write-store.ts';
import type { CallOff } from './call-off.ts';
import { sumSpend } from './call-off-store.ts';
import { type SpendFigures, spendMeter, type SpendMeter } from './spend-meter.ts';

type Metered = Pick<CallOff, 'id' | 'ceiling' | 'variations' | 'agreement'>;

/** What moves the meter of a call-off at an instant. */
export async function readFigures(handle: Handle, callOff: Metered, now: string): Promise<SpendFigures> {
  const taken = await sumCommitments(handle, callOff.id, { waiting: waitingKinds, binding: bindingKinds }, now);
  const spend = await sumSpend(handle, callOff.id);
  return { ceiling: callOff.ceiling, variations: callOff.variations.map((each) => each.changeNet), ...taken, ...spend };
}

/** The meter as the figures move it, with the warnings of the call-off's agreement. */
export function meterOf(
  figures: SpendFigures,
  { agreement }: Pick<CallOff, 'agreement'>,
  rules: CallOffRulesOf,
): SpendMeter {
  return spendMeter(figures, rules(agreement)?.spendWarnings.value ?? []);
}

/** The meter of a call-off at an instant. Within a transaction that holds its lock it stays true until the end. */
export async function readMeter(
  handle: Handle,
  callOff: Metered,
  rules: CallOffRulesOf,
  now: string,
): Promise<SpendMeter> {
  return meterOf(await readFigures(handle, callOff, now), callOff, rules);
}
