import type { IsoDate } from '../../kernel/dates.ts';
import type { RouteKind } from '../pack.ts';
import type { Step } from './finder-definition.ts';

/** Where a reason was found. */
export interface ReasonSource {
  readonly text: string;
  readonly href?: string;
  /** The first day of the dated row that was used. */
  readonly from?: IsoDate;
  /** Set for the demonstration, or recalled and to be checked. */
  readonly mark?: 'assumed' | 'check';
}

/** One reason of a decision. `lead` is what it means; `text` goes on from it. */
export interface Reason {
  readonly kind: 'met' | 'check' | 'not';
  readonly lead: string;
  readonly text: string;
  /** What must hold, as sentences, where `text` ends with a colon. */
  readonly items?: readonly string[];
  readonly source: ReasonSource;
}

/** A lot and a route, and whether this buyer can use them for this need. */
export interface Possibility {
  readonly lot: string;
  readonly lotName: string;
  readonly lotShortName: string;
  readonly route: RouteKind;
  readonly routeName: string;
  readonly can: 'yes' | 'conditions' | 'no';
  /** One sentence: the condition, or "Because … Instead …". */
  readonly note: string;
  /** Why this lot and this route; what concerns every lot is in the decision's own reasons. */
  readonly reasons: readonly Reason[];
  /** Working days from a clear need to a signed call-off. */
  readonly days?: { readonly from: number; readonly to: number };
}

/** The finder's answer. */
export interface Decision {
  readonly agreement: string;
  readonly agreementName: string;
  readonly on: IsoDate;
  /** `yes` and `conditions`: a lawful route was found; `unsure`: only if somebody confirms; `no`: refused. */
  readonly verdict: 'yes' | 'conditions' | 'unsure' | 'no';
  /** The answer as a sentence. */
  readonly title: string;
  /** What it means, and what instead where it is a refusal. */
  readonly lead: string;
  /** The lot and route named in the title; absent for a refusal. */
  readonly first?: Possibility;
  /** The reasons for `first`, or for the refusal: what concerns buyer, agreement, lot, route, value and time. */
  readonly reasons: readonly Reason[];
  /** Other lots and routes: open ones in order of preference, then those that are closed and why. */
  readonly others: readonly Possibility[];
  readonly next: readonly Step[];
}
