import type { PublicationPeriod, ReferenceFacts, Regime, Source } from '../../agreements/index.ts';
import { inForce } from '../../kernel/dated.ts';
import { addDays, formatDate, type IsoDate, isoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact, formatMoney } from '../../kernel/money.ts';
import type { BuyerFacts } from '../../organisations/index.ts';

/** Whether the award must be published, until when, why, and where that is written. */
export interface PublicationDuty {
  /** `unknown`: too little is known to tell. `later`: it must, once the contract is formed. */
  readonly duty: 'publish' | 'later' | 'none' | 'unknown';
  readonly by: IsoDate | null;
  /** What is published, and where; null where nothing is. */
  readonly notice: string | null;
  readonly place: string | null;
  /** A clause without a full stop that reads after "because". */
  readonly because: string;
  /** What else has to be published, before or after; sentences. */
  readonly further: readonly string[];
  /** Since when the rule holds. */
  readonly from: IsoDate | null;
  readonly sources: readonly Source[];
}

/** What the duty follows from. Amounts in pounds. */
export interface PublicationFacts {
  readonly facts: BuyerFacts | undefined;
  /** The law of the agreement, which holds for its call-offs to their end; undefined where the agreement is not installed. */
  readonly regime: Regime | undefined;
  readonly reference: Pick<ReferenceFacts, 'thresholds' | 'publicationPeriods' | 'sources'>;
  readonly net: DecimalText;
  readonly gross: DecimalText;
  readonly commencedOn: IsoDate;
  readonly formedAt: string | null;
}

/** The London day of an instant. */
export function londonDay(instant: string): IsoDate {
  return isoDate(Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London').toPlainDate().toString());
}

/**
 * The duty to publish a call-off. The law of its agreement says what is published and where; some buyers are outside it;
 * the others publish from a threshold on, that of the day the procurement began, within a number of calendar days from
 * the last signature.
 */
export function publicationDuty(given: PublicationFacts): PublicationDuty {
  const { facts, reference, commencedOn, formedAt } = given;
  const sources = (...keys: readonly (string | undefined)[]) =>
    reference.sources.filter((each) => keys.includes(each.key));
  const cannotTell = (because: string): PublicationDuty => ({ ...nothing, duty: 'unknown', because });
  if (facts === undefined) return cannotTell('nothing is known of the buyer’s class');
  const signedOn = formedAt === null ? commencedOn : londonDay(formedAt);
  // An agreement that is not installed is an earlier one: it was let under the regulations whose rows exempt buyers.
  const rows = reference.publicationPeriods.filter((each) => each.regime === (given.regime ?? 'pcr-2015'));
  const { publicationClass, publicationSource, publicationNote, className } = facts;
  const ownClass = rows.some((each) => each.class === 'all') ? 'all' : publicationClass;
  if (ownClass === 'exempt') {
    const because = `the buyer is ${withArticle(className)}. ${publicationNote}`.replace(/\.\s*$/, '');
    return { ...nothing, duty: 'none', because, sources: sources(publicationSource) };
  }
  if (facts.devolved && ownClass === 'all') {
    return cannotTell('devolved administrations set their own rules under this law. Ask your procurement team');
  }
  const period = inForce(
    rows.filter((each) => each.class === ownClass),
    signedOn,
  );
  if (period === undefined) return cannotTell(`no time to publish is known for a contract of ${formatDate(signedOn)}`);
  const limitClass = period.above === 'procurement' ? facts.thresholdClass : publicationClass;
  const threshold = inForce(
    reference.thresholds.filter((each) => each.kind === period.above && each.class === limitClass),
    commencedOn,
  );
  if (threshold === undefined) {
    return cannotTell(`no threshold is known for ${formatDate(commencedOn)}, when the procurement began`);
  }
  const value = threshold.includesVat ? given.gross : given.net;
  const with_ = threshold.includesVat ? 'including VAT' : 'excluding VAT';
  const limit = `${formatMoney(threshold.amount)}, the threshold on ${formatDate(commencedOn)}, when the procurement began`;
  if (exact(value).lt(exact(threshold.amount))) {
    const because = `${formatMoney(value)} ${with_} is below ${limit}`;
    return { ...nothing, duty: 'none', because, from: threshold.from, sources: sources(threshold.source) };
  }
  const because = `${formatMoney(value)} ${with_} is at or above ${limit}`;
  const due = {
    ...{ notice: period.notice, place: period.place, from: threshold.from, further: furtherOf(period) },
    sources: sources(threshold.source, publicationSource, period.source, period.contentSource),
  };
  if (formedAt === null) return { ...due, duty: 'later', by: null, because };
  return {
    ...due,
    duty: 'publish',
    by: addDays(signedOn, period.days),
    because: `${because}; the time is ${period.days} calendar days from the last signature on ${formatDate(signedOn)}`,
  };
}

const nothing = { by: null, notice: null, place: null, further: [], from: null, sources: [] } as const;

function furtherOf({ before, further, notice }: PublicationPeriod): readonly string[] {
  const first = before === undefined ? [] : [`A ${before} goes out before the signature, and the ${notice} after it.`];
  return [...first, ...(further === undefined ? [] : [further])];
}

/** `an academy trust`, `an NHS trust`: the name of a class within a sentence. */
function withArticle(name: string): string {
  const within = /^[A-Z]{2}/.test(name) ? name : name.replace(/^./, (first) => first.toLowerCase());
  return `${/^([aeiou]|NHS)/.test(within) ? 'an' : 'a'} ${within}`;
}
