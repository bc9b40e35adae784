import { type DecimalText, Exact, exact } from '../../kernel/money.ts';

/** What moves the meter of a call-off; pounds without VAT. */
export interface SpendFigures {
  /** As first agreed. */
  readonly ceiling: DecimalText;
  /** What each variation adds. */
  readonly variations: readonly DecimalText[];
  /** Orders that wait for an answer, and accepted ones. */
  readonly waiting: DecimalText;
  readonly accepted: DecimalText;
  readonly invoiced: DecimalText;
  readonly credited: DecimalText;
  /** Invoices less credits that belong to no order here, such as those from before an import. */
  readonly outsideOrders: DecimalText;
}

/** How much of a call-off is taken, and what follows. Pounds without VAT; percent 0-100 and above, one decimal. */
export interface SpendMeter {
  readonly ceiling: DecimalText;
  readonly waiting: DecimalText;
  readonly accepted: DecimalText;
  readonly committed: DecimalText;
  readonly invoiced: DecimalText;
  readonly credited: DecimalText;
  readonly outsideOrders: DecimalText;
  /** Committed orders and what was spent outside them: what no further order may take. */
  readonly taken: DecimalText;
  readonly left: DecimalText;
  readonly percent: DecimalText;
  /** The highest warning that is reached, percent; null: none. */
  readonly warning: number | null;
  /** Nothing more can be ordered without a variation. */
  readonly stopped: boolean;
}

/**
 * The meter. What counts against the ceiling is the commitment of every order that may still come to something, and what
 * was spent outside orders. A credit note frees nothing by itself: the order it belongs to stays committed.
 */
export function spendMeter(figures: SpendFigures, warnings: readonly number[]): SpendMeter {
  const ceiling = figures.variations.reduce<Exact>((sum, each) => sum.plus(exact(each)), exact(figures.ceiling));
  const committed = exact(figures.waiting).plus(exact(figures.accepted));
  const taken = committed.plus(exact(figures.outsideOrders));
  const left = ceiling.minus(taken);
  const percent = ceiling.isZero() ? exact(taken.isZero() ? 0 : 100) : taken.mul(100).div(ceiling);
  const reached = warnings.filter((each) => percent.gte(each));
  return {
    ceiling: ceiling.toFixed(2),
    waiting: exact(figures.waiting).toFixed(2),
    accepted: exact(figures.accepted).toFixed(2),
    committed: committed.toFixed(2),
    invoiced: exact(figures.invoiced).toFixed(2),
    credited: exact(figures.credited).toFixed(2),
    outsideOrders: exact(figures.outsideOrders).toFixed(2),
    taken: taken.toFixed(2),
    left: left.toFixed(2),
    // Rounded down: what shows 100 is at the ceiling.
    percent: percent.toFixed(1, Exact.ROUND_DOWN),
    warning: reached.length === 0 ? null : Math.max(...reached),
    stopped: left.lte(0),
  };
}

/** Whether an order of that commitment fits under what is left. */
export function fitsUnder(meter: Pick<SpendMeter, 'left'>, commitmentNet: DecimalText): boolean {
  return exact(commitmentNet).lte(exact(meter.left));
}
