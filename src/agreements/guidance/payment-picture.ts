import type { Payments } from './guidance-definition.ts';

/** A bar of a drawing, in its own units. */
interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A row of the drawing: when money goes out, and whose the thing is in the meantime and afterwards. */
export interface PaymentRow {
  readonly name: string;
  readonly y: number;
  readonly baseline: number;
  readonly bars: readonly Bar[];
  readonly owner: Payments['rows'][number]['owner'];
  readonly strip: Bar;
  readonly end: string;
  readonly endX: number;
  readonly endY: number;
}

/** When each way to pay takes money, drawn for one width. */
export interface PaymentPicture {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly PaymentRow[];
  readonly years: readonly { readonly x: number; readonly text: string }[];
  readonly top: number;
  readonly bottom: number;
}

interface Layout {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly rowHeight: number;
  /** From the top of a row to its baseline. */
  readonly drop: number;
  /** Tallest bar, for an amount of 100. */
  readonly tallest: number;
  readonly endBeside: boolean;
}

const wide: Layout = { width: 838, left: 160, right: 232, rowHeight: 58, drop: 40, tallest: 34, endBeside: true };
const narrow: Layout = { width: 328, left: 0, right: 0, rowHeight: 100, drop: 62, tallest: 34, endBeside: false };
const head = 26;

/** Draws the payments for wide and for narrow pages. Bars are as high as their share of the largest possible, 100. */
export function paymentPicture(payments: Payments): { readonly wide: PaymentPicture; readonly narrow: PaymentPicture } {
  return { wide: draw(payments, wide), narrow: draw(payments, narrow) };
}

function draw(payments: Payments, layout: Layout): PaymentPicture {
  const { months } = payments;
  const span = layout.width - layout.left - layout.right;
  const step = span / (months + 1);
  const thick = Math.max(3, Math.min(9, step * 0.62));
  const at = (month: number): number => round(layout.left + month * step);
  const rows = payments.rows.map((row, index): PaymentRow => {
    const y = head + index * layout.rowHeight;
    const baseline = y + layout.drop;
    return {
      name: row.name,
      y,
      baseline,
      owner: row.owner,
      end: row.end,
      endX: layout.endBeside ? layout.width - layout.right + 24 : 0,
      endY: layout.endBeside ? baseline - 2 : baseline + 25,
      strip: { x: layout.left, y: baseline + 2, width: round(span), height: 4 },
      bars: row.flows.flatMap((flow) => {
        const bars: Bar[] = [];
        for (let month = flow.from, count = 0; month <= flow.to; month += flow.every, count += 1) {
          const amount = flow.amounts[count % flow.amounts.length] ?? 0;
          const height = Math.max(2, (amount / 100) * layout.tallest);
          bars.push({ x: at(month), y: round(baseline - height), width: round(thick), height: round(height) });
        }
        return bars;
      }),
    };
  });
  const years = Array.from({ length: Math.floor(months / 12) + 1 }, (_, year) => ({
    x: at(year * 12),
    text: year === 0 ? 'Start' : `${String(year)} ${year === 1 ? 'year' : 'years'}`,
  }));
  const bottom = head + payments.rows.length * layout.rowHeight;
  return { width: layout.width, height: bottom, rows, years, top: head, bottom };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
