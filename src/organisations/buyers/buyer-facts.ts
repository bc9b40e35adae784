import type { BuyerClass, PublicationClass, ThresholdClass } from '../../agreements/index.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import type { Organisation } from './organisation.ts';

/** What the law makes of a buyer on a day: which thresholds and which duty to publish it falls under. */
export interface BuyerFacts {
  readonly organisation: string;
  readonly name: string;
  /** Id and name of the class in reference/buyer-classes.yaml. */
  readonly class: string;
  readonly className: string;
  /** Id of the sector. */
  readonly sector: string;
  readonly thresholdClass: ThresholdClass;
  readonly publicationClass: PublicationClass;
  /** Keys of the reference sources both classes were found in. */
  readonly thresholdSource: string;
  readonly publicationSource: string;
  /** Why the duty to publish is what it is, where that needs saying; empty otherwise. */
  readonly publicationNote: string;
  readonly devolved: boolean;
  /** Academies: finance leases then need an explicit approval. */
  readonly noticeToImprove: boolean;
  /** Why it counts as a contracting authority, where its class alone does not say so; null: not stated. */
  readonly authorityBasis: string | null;
  /** Whether the authority had let it buy by the end of the day. */
  readonly confirmed: boolean;
  /** Invented for the demonstration. */
  readonly demonstration: boolean;
}

/** Bodies whose functions are wholly or mainly devolved are outside the duty to publish (PPN 019). */
const devolvedSource = 'ppn-019';

/**
 * What follows from the class of a buyer, and from its functions being devolved. Undefined for an organisation that is no
 * buyer, and for a class the reference folder no longer has.
 */
export function buyerFactsOf(
  organisation: Organisation,
  classes: readonly BuyerClass[],
  on: IsoDate,
): BuyerFacts | undefined {
  const buyerClass = classes.find((each) => each.id === organisation.buyerClass);
  if (organisation.kind !== 'buyer' || buyerClass === undefined) return undefined;
  const exempt = organisation.devolved && buyerClass.publicationClass !== 'exempt';
  return {
    organisation: organisation.id,
    name: organisation.name,
    class: buyerClass.id,
    className: buyerClass.name,
    sector: buyerClass.sector,
    thresholdClass: buyerClass.thresholdClass,
    publicationClass: exempt ? 'exempt' : buyerClass.publicationClass,
    thresholdSource: buyerClass.source,
    publicationSource: exempt ? devolvedSource : (buyerClass.publicationSource ?? buyerClass.source),
    publicationNote: exempt
      ? 'Its functions are wholly or mainly devolved, so the duty to publish does not hold.'
      : (buyerClass.note ?? ''),
    devolved: organisation.devolved,
    noticeToImprove: organisation.noticeToImprove,
    authorityBasis: organisation.authorityBasis,
    confirmed: organisation.confirmedAt !== null && dayOf(organisation.confirmedAt) <= on,
    demonstration: organisation.demonstration,
  };
}

/** The London day of an instant. */
function dayOf(instant: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London').toPlainDate().toString();
}
