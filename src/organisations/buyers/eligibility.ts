import {
  type AgreementPack,
  type Allowed,
  isAssumed,
  type Source,
  type Sourced,
  sourceOf,
  statusOn,
} from '../../agreements/index.ts';
import { formatDate, type IsoDate } from '../../kernel/dates.ts';

/** Whether a buyer may use an agreement on a day, and why. */
export interface Eligibility {
  readonly agreement: string;
  /** `conditions`: only once it has stated why it is a contracting authority. */
  readonly allowed: Allowed;
  /** A sentence that says why. */
  readonly reason: string;
  readonly source: Source | undefined;
  /** Set for the demonstration: pages mark it. */
  readonly assumed: boolean;
  readonly on: IsoDate;
}

/** What of a buyer the rule asks for. */
export interface EligibleAs {
  readonly buyerClass: string | null;
  readonly authorityBasis: string | null;
}

/**
 * Whether a buyer of the class may make new call-offs under the agreement on the day. The pack says it class by class; a class
 * it does not name may not use it (regulation 33(5): only those identified in the call for competition). Where the class needs
 * conditions, stating on what basis the buyer is a contracting authority meets them.
 */
export function eligibilityOn(pack: AgreementPack, buyer: EligibleAs, on: IsoDate): Eligibility {
  const agreement = pack.number.value;
  const status = statusOn(pack, on);
  if (!status.newCallOffs) {
    const when =
      status.status === 'future' ? `begins on ${formatDate(status.starts)}` : `ended on ${formatDate(status.ends)}`;
    return said('no', `${agreement} ${when}: no new call-off can be made.`, pack.term.operational);
  }
  const rule = pack.buyers.find((each) => each.class === buyer.buyerClass);
  if (rule === undefined) {
    return {
      agreement,
      allowed: 'no',
      reason: `${agreement} names no class of buyers that this organisation belongs to.`,
      source: undefined,
      assumed: false,
      on,
    };
  }
  const reason = rule.reason.value;
  switch (rule.allowed.value) {
    case 'yes':
      return said('yes', `It may use ${agreement} because ${reason}.`, rule.reason);
    case 'no':
      return said('no', `It may not use ${agreement} because ${reason}.`, rule.reason);
    case 'conditions':
      return buyer.authorityBasis === null
        ? said('conditions', `It may use ${agreement} only on conditions, because ${reason}.`, rule.reason)
        : said(
            'yes',
            `It may use ${agreement} because ${reason}; it states that it is one: ${buyer.authorityBasis}.`,
            rule.reason,
          );
  }

  function said(allowed: Allowed, text: string, from: Sourced<unknown>): Eligibility {
    return { agreement, allowed, reason: text, source: sourceOf(pack, from), assumed: isAssumed(from), on };
  }
}
