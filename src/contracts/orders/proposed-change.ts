import { formatMoney, type DecimalText, exact, isDecimalText } from '../../kernel/money.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import type { OrderLine, OrderVersion } from './order.ts';
import { lineAmounts, totalsOf } from './order-draft-check.ts';

/** What a supplier proposes instead of what was ordered. What is left out stays. */
export interface ProposedChange {
  readonly expectedBy?: IsoDate;
  readonly lines: readonly {
    readonly number: number;
    readonly unitPrice?: DecimalText;
    /** Another product in its place: part number and what it is. */
    readonly mpn?: string;
    readonly title?: string;
  }[];
  readonly note: string;
}

/**
 * The order as the supplier proposes it: a lower price, another day, another product. A higher price is refused outright,
 * because what was approved is the most that is paid; quantities, conditions and rates of VAT stay.
 */
export function proposedVersion(current: OrderVersion, change: ProposedChange, version: number): Outcome<OrderVersion> {
  const problems: Problem[] = [];
  if (change.note.trim() === '') {
    problems.push({
      code: 'note-missing',
      path: 'note',
      message: 'Nothing says why the order should change.',
      remedy: 'Tell the buyer what you propose and why.',
    });
  }
  const lines = current.lines.map((line): OrderLine => {
    const wanted = change.lines.find((each) => each.number === line.number);
    if (wanted === undefined) return line;
    const { unitPrice = line.unitPrice, mpn = line.mpn, title = line.title } = wanted;
    const path = `price-${line.number}`;
    if (!isDecimalText(unitPrice) || exact(unitPrice).isNegative() !== exact(line.unitPrice).isNegative()) {
      problems.push({
        code: 'price-unreadable',
        path,
        value: unitPrice,
        message: `The price of line ${line.number} cannot be read.`,
        remedy: 'Write pounds and pence, such as 395.00.',
      });
      return line;
    }
    if (exact(unitPrice).gt(exact(line.unitPrice))) {
      problems.push({
        code: 'price-up',
        path,
        value: unitPrice,
        message: `${formatMoney(unitPrice)} for line ${line.number} is more than the ${formatMoney(line.unitPrice)} that was ordered.`,
        remedy: 'Offer the same price or less, or decline the order.',
      });
      return line;
    }
    // A line whose price stays keeps its amounts to the penny.
    const amounts = exact(unitPrice).eq(exact(line.unitPrice)) ? {} : lineAmounts({ ...line, unitPrice });
    const other = mpn !== line.mpn ? { offer: null, product: null } : {};
    return { ...line, ...other, mpn, title, unitPrice, ...amounts };
  });
  const expectedBy = change.expectedBy ?? current.expectedBy;
  const changed = expectedBy !== current.expectedBy || JSON.stringify(lines) !== JSON.stringify(current.lines);
  if (!changed && problems.length === 0) {
    problems.push({
      code: 'no-change',
      path: 'note',
      message: 'Nothing differs from what was ordered.',
      remedy: 'Change a price, a product or the day, or accept the order as it is.',
    });
  }
  if (problems.length > 0) return fail(...problems);
  const totals = totalsOf(lines);
  return succeed({
    ...current,
    ...totals,
    version,
    expectedBy,
    lines,
    note: change.note.trim(),
    commitmentNet: less(current.commitmentNet, current.net, totals.net),
    commitmentGross: less(current.commitmentGross, current.gross, totals.gross),
  });
}

/** The commitment falls by as much as the order does. */
function less(commitment: DecimalText, before: DecimalText, after: DecimalText): DecimalText {
  return exact(commitment).minus(exact(before)).plus(exact(after)).toFixed(2);
}
