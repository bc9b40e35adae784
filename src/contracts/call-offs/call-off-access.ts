import type { Problem } from '../../kernel/outcome.ts';
import type { Actor, PolicyTable } from '../../platform/access/index.ts';
import { type AgreementsOf, type ContractScope, contractScope } from '../contract-scope.ts';

export interface AccessOptions {
  readonly policies: Pick<PolicyTable, 'scope'>;
  readonly agreementsOf: AgreementsOf;
}

/** What the actor reaches under a policy. */
export function scopeFor(
  { policies, agreementsOf }: AccessOptions,
  action: string,
  actor: Actor,
): Promise<ContractScope> {
  return contractScope(policies.scope(action, actor), agreementsOf);
}

/** What a buyer may change: authorities and suppliers read, and change nothing but their own signature. */
export async function buyersScope(options: AccessOptions, action: string, actor: Actor): Promise<ContractScope> {
  return { ...(await scopeFor(options, action, actor)), suppliers: [], agreements: [] };
}

/** As `buyersScope`, without people limited to a site: what binds the whole contract is not theirs to do. */
export async function wholeScope(options: AccessOptions, action: string, actor: Actor): Promise<ContractScope> {
  return { ...(await buyersScope(options, action, actor)), whole: true };
}

export function unknownCallOff(id: string): Problem {
  return {
    code: 'call-off-unknown',
    value: id,
    message: 'There is no such call-off contract among those you may act on.',
    remedy: 'Look at your call-off contracts again.',
  };
}
