import type { IsoDate } from '../kernel/dates.ts';
import type { DecimalText } from '../kernel/money.ts';

/**
 * How well a source is known: `read` (the passage itself was read), `secondary` (told by somebody else, such as a law
 * firm or a buyer's report), `recalled` (professional recollection, to be checked), `project` (the project's own brief).
 */
export type SourceStanding = 'read' | 'secondary' | 'recalled' | 'project';

/** Where values were found. Values name it by its key. */
export interface Source {
  readonly key: string;
  readonly title: string;
  readonly url?: string;
  /** When it was read: a day or a month, `2026-11-23` or `2026-11`. */
  readonly read?: string;
  readonly standing: SourceStanding;
}

/** A value somebody can look up: `source` is a key of the pack's sources. */
export interface Stated<T> {
  readonly value: T;
  readonly source: string;
  readonly note?: string;
}

/** A value set for the demonstration; pages show it dashed. */
export interface Assumed<T> {
  readonly value: T;
  readonly assumed: true;
  readonly note: string;
}

/** Every value of a pack says where it comes from, or that it is assumed and on what ground. */
export type Sourced<T> = Stated<T> | Assumed<T>;

/** Whether the value was set for the demonstration. */
export function isAssumed<T>(value: Sourced<T>): value is Assumed<T> {
  return 'assumed' in value;
}

export const routeKinds = ['catalogue', 'direct-award', 'further-competition'] as const;
/** A route to market. */
export type RouteKind = (typeof routeKinds)[number];

export type Allowed = 'yes' | 'conditions' | 'no';

/** Something that must be true before the route may be used. */
export type Condition = Sourced<string> & { readonly id: string };

/** Limits of a route. Values are pounds without VAT; lengths are months. Absent: no limit is known. */
export interface RouteLimits {
  readonly minimumValue?: Sourced<DecimalText>;
  readonly maximumValue?: Sourced<DecimalText>;
  readonly minimumMonths?: Sourced<number>;
  readonly maximumMonths?: Sourced<number>;
}

/** Working days from a clear need to a signed call-off or placed order. */
export interface TypicalDays {
  readonly from: number;
  readonly to: number;
}

/** One route on one lot. A lot has a row for every kind the agreement knows, forbidden ones too, with the reason. */
export interface LotRoute {
  readonly kind: RouteKind;
  readonly allowed: Sourced<Allowed>;
  /** Why it is so: a clause without a full stop that reads after "You can, because" or "You cannot, because". */
  readonly reason: Sourced<string>;
  readonly conditions: readonly Condition[];
  /** Who is invited or asked, a sentence. */
  readonly invited?: Sourced<string>;
  readonly limits: RouteLimits;
  readonly typicalDays?: Sourced<TypicalDays>;
}

/** A route to market as the agreement describes it, whatever the lot. */
export interface RouteDescription {
  readonly kind: RouteKind;
  /** `Order from the catalogue`: what the buyer does. */
  readonly name: Sourced<string>;
  /** Name of an icon in web/icons. */
  readonly icon: string;
  /** One or two sentences; the lots stand before it on the page. */
  readonly summary: Sourced<string>;
  readonly guidance?: GuidanceLink;
}

/** A page of guidance, by its slug under /guidance. */
export interface GuidanceLink {
  readonly slug: string;
  readonly title: string;
}

export interface Sector {
  readonly id: string;
  readonly name: Sourced<string>;
}

/** What a supplier must hold for a position on the lot, such as a clearance. */
export type LotRequirement = Sourced<string> & { readonly id: string };

export const priceControlKinds = ['maximum-price', 'margin-over-cost', 'discount-off-list'] as const;
/** `margin-over-cost`: the most above what the supplier pays. `discount-off-list`: the least below the maker's list price. */
export type PriceControlKind = (typeof priceControlKinds)[number];

/** Which lines of a lot a price control holds for: all that one of its keys names; without either, all of the lot. */
interface PriceControlScope {
  /** Unique on the lot. */
  readonly id: string;
  /** Ids in the category tree; each stands for all below it. */
  readonly categories?: readonly string[];
  readonly product?: { readonly manufacturer: string; readonly mpn: string };
}

/** A limit on the prices of a lot: an amount in pounds without VAT, or a percentage. */
export type PriceControl = PriceControlScope &
  (
    | { readonly kind: 'maximum-price'; readonly amount: Sourced<DecimalText> }
    | { readonly kind: 'margin-over-cost' | 'discount-off-list'; readonly percent: Sourced<DecimalText> }
  );

export interface Lot {
  readonly number: string;
  readonly name: Sourced<string>;
  readonly shortName: Sourced<string>;
  /** The line of the lots table. */
  readonly summary: Sourced<string>;
  readonly scope: Sourced<string>;
  readonly covers: Sourced<readonly string[]>;
  /** Eight digits each, without the check digit. */
  readonly cpv: Sourced<readonly string[]>;
  /** Sectors whose buyers may use the lot: ids of the agreement's sectors. */
  readonly sectors: Sourced<readonly string[]>;
  /** Sectors the lot was made for; absent: for all alike. */
  readonly madeFor?: Sourced<readonly string[]>;
  /** Ids in the category tree; each stands for all below it. */
  readonly categories: Sourced<readonly string[]>;
  readonly requirements: readonly LotRequirement[];
  /** Empty where the agreement states none. */
  readonly priceControls: readonly PriceControl[];
  /** In the order of `routeKinds`, one for each kind the agreement describes. */
  readonly routes: readonly LotRoute[];
}

/** An agreement this one follows or combines. */
export interface EarlierAgreement {
  readonly number: Sourced<string>;
  readonly name?: Sourced<string>;
  /** When it ended: a day or a month. */
  readonly ended?: Sourced<string>;
}

/** An end date that somebody else published. */
export type PublishedEnd = Sourced<IsoDate> & {
  /** From what it was counted, as in `if counted from award`. */
  readonly countedFrom?: string;
  /** Who published it, for the page's sentence: `a Department for Education page`. */
  readonly publishedIn: string;
};

export interface Term {
  readonly awarded?: Sourced<IsoDate>;
  /** First day on which call-offs may be made. */
  readonly operational: Sourced<IsoDate>;
  readonly initial: { readonly months: Sourced<number>; /** Last day, inclusive. */ readonly ends: Sourced<IsoDate> };
  readonly extension?: {
    readonly maximumMonths: Sourced<number>;
    /** Last day if extended in full, inclusive. */
    readonly ends: Sourced<IsoDate>;
    readonly exercised: Sourced<boolean>;
    readonly exercisedOn?: Sourced<IsoDate>;
    /** Last day if extended for less than the maximum, inclusive. */
    readonly exercisedTo?: Sourced<IsoDate>;
  };
  readonly otherEnds: readonly PublishedEnd[];
}

/** A planned agreement that takes over. Months are `2027-07`. */
export interface Successor {
  readonly name: Sourced<string>;
  readonly starts: Sourced<string>;
  readonly ends?: Sourced<string>;
  readonly extendableTo?: Sourced<string>;
}

/** A class of buyer (reference/buyer-classes.yaml) and whether it may use the agreement. */
export interface EligibleBuyer {
  readonly class: string;
  readonly allowed: Sourced<Allowed>;
  /** A clause without a full stop that reads after "because". */
  readonly reason: Sourced<string>;
}

/** A document of the agreement: where the standard terms and schedules are. */
export interface PackDocument {
  readonly slug: string;
  readonly title: Sourced<string>;
  readonly version?: string;
  readonly url?: string;
}

export const regimes = ['pcr-2015', 'pa-2023'] as const;
/** The procurement law an agreement was let under; its call-offs keep it to their end. */
export type Regime = (typeof regimes)[number];

/** A commercial agreement as read from its folder of YAML files, complete and checked. */
export interface AgreementPack {
  readonly number: Sourced<string>;
  readonly name: Sourced<string>;
  readonly shortName: Sourced<string>;
  /** One or two sentences: what one can get here. */
  readonly summary: Sourced<string>;
  readonly authority: { readonly name: Sourced<string>; readonly formerName?: Sourced<string> };
  readonly regime: { readonly id: Sourced<Regime>; readonly name: Sourced<string> };
  readonly combines: readonly EarlierAgreement[];
  readonly follows: readonly EarlierAgreement[];
  readonly term: Term;
  readonly successor?: Successor;
  readonly callOffs: {
    readonly mayOutlive: Sourced<boolean>;
    /** Absent: no maximum is set. */
    readonly maximumMonths?: Sourced<number>;
  };
  /** Suppliers said to hold a position. */
  readonly supplierCount?: Sourced<number>;
  readonly managementCharge: {
    /** Percent, 0-100, as decimal text. */
    readonly percent: Sourced<DecimalText>;
    readonly basis: Sourced<'reported-sales' | 'contract-value'>;
  };
  readonly priceRules?: {
    /** A rise above this percentage needs the authority's approval. */
    readonly approvalAboveRise?: Sourced<DecimalText>;
    /** A fall of more than this percentage is pointed out. */
    readonly notableFall?: Sourced<DecimalText>;
  };
  /** Buyers tell the authority of competitions above this value, pounds without VAT. */
  readonly tellAuthorityAbove?: Sourced<DecimalText>;
  readonly sectors: readonly Sector[];
  readonly lots: readonly Lot[];
  /** The routes the agreement knows, in the order of `routeKinds`. */
  readonly routes: readonly RouteDescription[];
  readonly buyers: readonly EligibleBuyer[];
  readonly guidance: readonly GuidanceLink[];
  readonly documents: readonly PackDocument[];
  /** What else was invented for the demonstration, as sentences. */
  readonly demonstration: readonly Assumed<string>[];
  readonly sources: readonly Source[];
}

/** The lot with the number, or undefined. */
export function findLot(pack: AgreementPack, lot: string): Lot | undefined {
  return pack.lots.find((each) => each.number === lot);
}

/** The route of the kind on the lot, or undefined when the agreement does not know the kind. */
export function findRoute(lot: Lot, kind: RouteKind): LotRoute | undefined {
  return lot.routes.find((each) => each.kind === kind);
}

/** The source of a value: undefined for an assumed one. */
export function sourceOf(pack: AgreementPack, value: Sourced<unknown>): Source | undefined {
  if (isAssumed(value)) return undefined;
  return pack.sources.find((each) => each.key === value.source);
}

/** Whether a category of the tree belongs on the lot: the lot's ids stand for all below them. */
export function lotCovers(lot: Lot, category: string): boolean {
  return lot.categories.value.some((each) => category === each || category.startsWith(`${each}/`));
}
