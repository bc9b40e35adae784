import type { IsoDate } from '../../../kernel/dates.ts';
import type { DecimalText } from '../../../kernel/money.ts';

/** A line of an order as the decision file reads it. Amounts are pounds. */
export interface LineRecord {
  readonly number: number;
  readonly kind: string;
  readonly offer: string | null;
  readonly mpn: string;
  readonly title: string;
  readonly condition: string | null;
  readonly unit: string;
  readonly quantity: number;
  readonly unitPrice: DecimalText;
  readonly net: DecimalText;
  readonly vatPercent: DecimalText | null;
  readonly vat: DecimalText;
  readonly gross: DecimalText;
}

/** An order with its versions and events: what the decision file asks of the module of contracts. */
export interface OrderRecord {
  readonly id: string;
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
  readonly deliverTo: { readonly name: string; readonly address: string; readonly postcode: string };
  readonly invoiceTo: string;
  /** ISO 8601, UTC. */
  readonly placedAt: string;
  readonly purchase: string;
  readonly versions: readonly {
    readonly version: number;
    readonly expectedBy: IsoDate | null;
    readonly net: DecimalText;
    readonly vat: DecimalText;
    readonly gross: DecimalText;
    readonly commitmentNet: DecimalText;
    readonly commitmentGross: DecimalText;
    readonly note: string;
    readonly lines: readonly LineRecord[];
  }[];
  /** Oldest first. */
  readonly events: readonly {
    readonly position: number;
    readonly kind: string;
    readonly version: number;
    readonly proposedVersion: number | null;
    readonly answerBy: string | null;
    readonly actor: string;
    readonly reason: string;
    readonly at: string;
  }[];
}

/** The lines in force: as placed, or as last agreed. Throws for an order without them, which cannot be. */
export function versionInForce(order: OrderRecord): OrderRecord['versions'][number] {
  const version = order.events.at(-1)?.version;
  const found = order.versions.find((each) => each.version === version);
  if (found === undefined) throw new Error(`Order ${order.id} has no version ${String(version)}`);
  return found;
}

/** A call-off contract with what was signed, varied and published. */
export interface CallOffRecord {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly route: string;
  readonly formation: string;
  readonly ceiling: DecimalText;
  readonly valueGross: DecimalText;
  readonly starts: IsoDate;
  readonly ends: IsoDate | null;
  readonly commencedOn: IsoDate;
  readonly madeAt: string;
  readonly variations: readonly {
    readonly number: number;
    readonly ground: string;
    readonly changeNet: DecimalText;
    readonly ends: IsoDate | null;
    readonly reason: string;
    readonly evidence: string;
    readonly decidedBy: string;
    readonly decidedOn: IsoDate;
  }[];
  readonly signatures: readonly {
    readonly party: string;
    readonly name: string;
    readonly jobTitle: string;
    readonly hash: string | null;
    readonly signedAt: string | null;
  }[];
  readonly signedCopy: { readonly hash: string; readonly signedOn: IsoDate } | null;
  readonly publication: { readonly place: string; readonly reference: string; readonly publishedOn: IsoDate } | null;
}

/** Whether and by when an award has to be published, and why. */
export interface PublicationDuty {
  readonly due: IsoDate | null;
  readonly reason: string;
  readonly source: string;
}
