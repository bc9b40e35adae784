import { formatDate, type IsoDate } from '../../../kernel/dates.ts';
import type { SectionContent } from '../decision-file.ts';
import { type OrderRecord, versionInForce } from './order-record.ts';
import type { NameOf } from './words.ts';

/** What arrived of an order, as contracts know it. */
export interface ReceiptsRecord {
  readonly receipts: readonly {
    readonly id: string;
    readonly position: number;
    readonly receivedOn: IsoDate;
    readonly note: string;
    /** The receipt it takes back; null: a receipt of its own. */
    readonly reverses: string | null;
    readonly actor: string;
    readonly lines: readonly {
      readonly line: number;
      readonly kept: number;
      readonly rejected: number;
      readonly serials: readonly string[];
    }[];
  }[];
  /** Kept, by number of the order's line. */
  readonly kept: ReadonlyMap<number, number>;
}

/** What arrived, when, and what of it was kept; and whether all of it came by the day it was expected. */
export function receiptsSection(order: OrderRecord, record: ReceiptsRecord, nameOf: NameOf): SectionContent {
  const { receipts, kept } = record;
  const { expectedBy, lines } = versionInForce(order);
  const titles = new Map(lines.map((line) => [line.number, line.title]));
  const goods = lines.filter((line) => line.kind === 'goods');
  const whole = goods.every((line) => (kept.get(line.number) ?? 0) >= line.quantity);
  const some = [...kept.values()].some((count) => count > 0);
  const accepted = ['accepted', 'change-accepted'].includes(order.events.at(-1)?.kind ?? '');
  return {
    blocks:
      receipts.length === 0
        ? [{ kind: 'text', text: 'No receipt is recorded.' }]
        : [
            {
              kind: 'table',
              caption: 'Receipts',
              columns: [
                { heading: 'Receipt', numeric: true },
                { heading: 'Day' },
                { heading: 'Line' },
                { heading: 'Kept', numeric: true },
                { heading: 'Sent back', numeric: true },
                { heading: 'Serial numbers' },
                { heading: 'Recorded by' },
              ],
              rows: receipts.flatMap((receipt) =>
                receipt.lines.map((line) => [
                  receipt.reverses === null ? String(receipt.position) : `${String(receipt.position)} (taken back)`,
                  formatDate(receipt.receivedOn),
                  `${String(line.line)} ${titles.get(line.line) ?? ''}`.trim(),
                  String(line.kept),
                  String(line.rejected),
                  line.serials.length === 0 ? 'None given' : line.serials.join(', '),
                  nameOf(receipt.actor),
                ]),
              ),
            },
          ],
    data: { receipts, kept: [...kept].map(([line, count]) => ({ line, kept: count })) },
    facts: {
      receipt:
        expectedBy === null || !accepted || goods.length === 0
          ? null
          : { expectedBy, received: whole ? 'all' : some ? 'some' : 'nothing' },
    },
  };
}
