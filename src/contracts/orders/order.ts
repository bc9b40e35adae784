import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { DeliverTo, OrderDraftLine } from '../order-draft.ts';
import type { OrderEventKind } from './order-life.ts';

/** A line of an order, numbered from 1. */
export interface OrderLine extends OrderDraftLine {
  readonly number: number;
}

/** One version of an order's lines: the first as placed, another for each change proposed. Amounts are pounds. */
export interface OrderVersion {
  readonly version: number;
  readonly expectedBy: IsoDate | null;
  readonly net: DecimalText;
  readonly vat: DecimalText;
  readonly gross: DecimalText;
  /** What it takes of the call-off's ceiling, without and with VAT. */
  readonly commitmentNet: DecimalText;
  readonly commitmentGross: DecimalText;
  /** What the supplier says of a change it proposes. */
  readonly note: string;
  readonly lines: readonly OrderLine[];
}

/** Something that happened to an order. Instants are ISO 8601, UTC. */
export interface OrderEvent {
  readonly position: number;
  readonly kind: OrderEventKind;
  readonly version: number;
  readonly proposedVersion: number | null;
  readonly answerBy: string | null;
  /** Kind and id of who did it; never a name. */
  readonly actor: string;
  readonly reason: string;
  readonly at: string;
}

/** What an order says that never changes. */
export interface OrderHead {
  readonly id: string;
  /** As people see it. */
  readonly number: string;
  readonly callOff: string;
  readonly callOffNumber: string;
  readonly organisation: string;
  readonly site: string;
  readonly supplier: string;
  readonly agreement: string;
  readonly lot: string;
  readonly title: string;
  readonly buyerReference: string;
  readonly deliverTo: DeliverTo;
  readonly invoiceTo: string;
  readonly placedAt: string;
  /** First and last day of what is committed; the last one null where everything ends with delivery. */
  readonly starts: IsoDate;
  readonly ends: IsoDate | null;
  readonly purchase: string;
}

/** An order with everything that happened to it, oldest first. */
export interface Order extends OrderHead {
  readonly versions: readonly OrderVersion[];
  readonly events: readonly OrderEvent[];
}

/** A row of a list of orders. */
export interface OrderRow extends OrderHead {
  readonly last: OrderEvent;
  readonly expectedBy: IsoDate | null;
  readonly net: DecimalText;
  readonly gross: DecimalText;
}

/** The lines in force: as placed, or as last agreed. Throws for an order without them, which cannot be. */
export function versionInForce(order: Order): OrderVersion {
  const version = order.events.at(-1)?.version;
  const found = order.versions.find((each) => each.version === version);
  if (found === undefined) throw new Error(`Order ${order.id} has no version ${String(version)}`);
  return found;
}
