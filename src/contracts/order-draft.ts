import type { RouteKind } from '../agreements/index.ts';
import type { IsoDate } from '../kernel/dates.ts';
import type { DecimalText } from '../kernel/money.ts';

/** What a line of an order is. Delivery follows its goods: it carries their rate of VAT. */
export const orderLineKinds = ['goods', 'service', 'delivery'] as const;
export type OrderLineKind = (typeof orderLineKinds)[number];

/** A line as it was approved. Amounts are pounds, two decimals, already rounded; the unit price has up to four. */
export interface OrderDraftLine {
  readonly kind: OrderLineKind;
  /** The offer of the catalogue, or the service, it was made from; null where there is none. */
  readonly offer: string | null;
  readonly service: string | null;
  readonly product: string | null;
  /** Maker's part number; empty for services and delivery. */
  readonly mpn: string;
  readonly title: string;
  readonly condition: string | null;
  readonly unit: string;
  readonly quantity: number;
  readonly unitPrice: DecimalText;
  readonly net: DecimalText;
  readonly vatCategory: string;
  /** Percent 0-100; null where the supply carries no VAT. */
  readonly vatPercent: DecimalText | null;
  readonly vat: DecimalText;
  readonly gross: DecimalText;
  /** Number (from 1) of the line a service or delivery goes with; null: with all. */
  readonly follows: number | null;
}

/** Where an order goes, as written on it. */
export interface DeliverTo {
  readonly name: string;
  readonly address: string;
  readonly postcode: string;
}

/**
 * An order about to be placed: what purchasing hands to contracts once everything was decided. What it says is frozen: the
 * order has these very prices or is not made.
 */
export interface OrderDraft {
  /** The buyer's organisation and the site that orders. */
  readonly organisation: string;
  readonly site: string;
  readonly supplier: string;
  readonly agreement: string;
  readonly lot: string;
  readonly route: RouteKind;
  /** The call-off contract it is ordered from; null: the order makes a call-off contract of its own. */
  readonly callOff: string | null;
  /** What the buyer calls it: `30 laptops`. */
  readonly title: string;
  /** The buyer's own purchase order number; may be empty. */
  readonly buyerReference: string;
  readonly deliverTo: DeliverTo;
  readonly invoiceTo: string;
  readonly expectedBy: IsoDate | null;
  /** Day on which the buyer needs it to be there; null or absent: not said. */
  readonly neededBy?: IsoDate | null;
  /** Day on which the procurement began: rules and thresholds of that day hold. */
  readonly commencedOn: IsoDate;
  readonly lines: readonly OrderDraftLine[];
  readonly net: DecimalText;
  readonly vat: DecimalText;
  readonly gross: DecimalText;
  /** Most it can come to over the whole term, options included, without and with VAT. */
  readonly commitmentNet: DecimalText;
  readonly commitmentGross: DecimalText;
  /** First and last day of what is committed; the last one null where everything ends with delivery. */
  readonly starts: IsoDate;
  readonly ends: IsoDate | null;
  /** Id of the purchase it came from: the same purchase never makes two orders. */
  readonly purchase: string;
}
