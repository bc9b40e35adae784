import type { IsoDate } from '../kernel/dates.ts';
import type { AgreementPack, Lot, LotRoute, RouteKind, Source, Sourced } from './pack.ts';
import type { ReferenceFacts } from './reference.ts';
import { type AgreementPhase, statusOn } from './status.ts';
import { thresholdsInForce } from './thresholds.ts';

/**
 * An agreement on a date, for programs: the command line and the API say it in these words. Its lists are not readonly,
 * because the types made from response schemas are not.
 */
export interface AgreementSummary {
  readonly number: string;
  readonly name: string;
  readonly on: IsoDate;
  readonly status: AgreementPhase;
  readonly starts: IsoDate;
  readonly initialTermEnds: IsoDate;
  readonly latestEnd: IsoDate;
  /** The last day as things stand. */
  readonly ends: IsoDate;
  readonly daysLeft: number;
  readonly newCallOffs: boolean;
  readonly callOffsMayOutlive: boolean;
  readonly warnings: { readonly date: IsoDate; readonly daysLeft: number; readonly publishedIn: string }[];
  readonly lots: LotSummary[];
}

export interface LotSummary {
  readonly number: string;
  readonly name: string;
  /** Kinds of routes that are open, on conditions or without. */
  readonly routes: RouteKind[];
}

export function agreementSummary(pack: AgreementPack, on: IsoDate): AgreementSummary {
  const { warnings, ...status } = statusOn(pack, on);
  return {
    number: pack.number.value,
    name: pack.name.value,
    ...status,
    warnings: warnings.map(({ published, daysLeft }) => ({
      date: published.value,
      daysLeft,
      publishedIn: published.publishedIn,
    })),
    lots: pack.lots.map(lotSummary),
  };
}

export function lotSummary(lot: Lot): LotSummary {
  return {
    number: lot.number,
    name: lot.name.value,
    routes: lot.routes.filter((each) => each.allowed.value !== 'no').map((each) => each.kind),
  };
}

/** A value with its provenance as programs get it: the source spelt out, or `assumed` with the ground. */
export interface ValueView {
  readonly value: unknown;
  readonly source?: {
    readonly title: string;
    readonly url?: string;
    readonly read?: string;
    readonly standing: string;
  };
  readonly assumed?: true;
  readonly note?: string;
}

export function valueView(pack: AgreementPack, from: Sourced<unknown>): ValueView {
  if ('assumed' in from) return { value: from.value, assumed: true, note: from.note };
  const source = pack.sources.find((each) => each.key === from.source);
  return {
    value: from.value,
    ...(source === undefined ? {} : { source: sourceView(source) }),
    ...(from.note === undefined ? {} : { note: from.note }),
  };
}

function sourceView({ key: _key, ...rest }: Source) {
  return rest;
}

/** A lot with all its values and where they come from. */
export function lotView(pack: AgreementPack, lot: Lot) {
  const view = (from: Sourced<unknown>): ValueView => valueView(pack, from);
  return {
    agreement: pack.number.value,
    ...lotSummary(lot),
    scope: view(lot.scope),
    covers: view(lot.covers),
    cpv: view(lot.cpv),
    sectors: view(lot.sectors),
    ...(lot.madeFor === undefined ? {} : { madeFor: view(lot.madeFor) }),
    categories: view(lot.categories),
    requirements: lot.requirements.map((each) => ({ id: each.id, ...view(each) })),
    priceControls: lot.priceControls.map((each) => ({
      id: each.id,
      kind: each.kind,
      ...(each.categories === undefined ? {} : { categories: [...each.categories] }),
      ...(each.product === undefined ? {} : { product: each.product }),
      limit: view(each.kind === 'maximum-price' ? each.amount : each.percent),
    })),
    rules: lot.routes.map((each) => routeView(pack, each)),
  };
}

function routeView(pack: AgreementPack, route: LotRoute) {
  const view = (from: Sourced<unknown>): ValueView => valueView(pack, from);
  const { invited, typicalDays, limits } = route;
  return {
    route: route.kind,
    allowed: view(route.allowed),
    reason: view(route.reason),
    conditions: route.conditions.map((each) => ({ id: each.id, ...view(each) })),
    ...(invited === undefined ? {} : { invited: view(invited) }),
    ...(typicalDays === undefined ? {} : { typicalDays: view(typicalDays) }),
    limits: Object.fromEntries(
      Object.entries(limits).map(([name, value]: [string, Sourced<unknown>]) => [name, view(value)]),
    ),
  };
}

/** An agreement with its term, charge and rules, each value with its provenance. */
export function agreementView(pack: AgreementPack, on: IsoDate) {
  const view = (from: Sourced<unknown>): ValueView => valueView(pack, from);
  const { term, successor, managementCharge, priceRules, tellAuthorityAbove: tell, supplierCount } = pack;
  const { awarded, extension } = term;
  return {
    ...agreementSummary(pack, on),
    authority: view(pack.authority.name),
    regime: view(pack.regime.id),
    law: view(pack.regime.name),
    term: {
      ...(awarded === undefined ? {} : { awarded: view(awarded) }),
      operational: view(term.operational),
      initialMonths: view(term.initial.months),
      initialEnds: view(term.initial.ends),
      ...(extension === undefined
        ? {}
        : {
            extensionMonths: view(extension.maximumMonths),
            extensionEnds: view(extension.ends),
            extensionExercised: view(extension.exercised),
          }),
    },
    ...(successor === undefined ? {} : { successor: { name: view(successor.name), starts: view(successor.starts) } }),
    managementCharge: { percent: view(managementCharge.percent), basis: view(managementCharge.basis) },
    ...(priceRules?.approvalAboveRise === undefined ? {} : { approvalAboveRise: view(priceRules.approvalAboveRise) }),
    ...(priceRules?.notableFall === undefined ? {} : { notableFall: view(priceRules.notableFall) }),
    ...(tell === undefined ? {} : { tellAuthorityAbove: view(tell) }),
    ...(supplierCount === undefined ? {} : { supplierCount: view(supplierCount) }),
    buyers: pack.buyers.map((each) => ({ class: each.class, allowed: view(each.allowed), reason: view(each.reason) })),
  };
}

/** The shared thresholds in force on a date, with their sources. */
export function thresholdsView(facts: ReferenceFacts, on: IsoDate) {
  return {
    on,
    thresholds: thresholdsInForce(facts, on).map((row) => {
      const source = facts.sources.find((each) => each.key === row.source);
      return {
        kind: row.kind,
        class: row.class,
        amount: row.amount,
        includesVat: row.includesVat,
        from: row.from,
        to: row.to ?? null,
        source: source === undefined ? { title: row.source, standing: 'recalled' } : sourceView(source),
      };
    }),
  };
}
