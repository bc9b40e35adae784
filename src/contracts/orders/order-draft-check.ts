import { exact, toPence } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { OrderDraft, OrderDraftLine } from '../order-draft.ts';

/** A line's amounts from its unit price, quantity and rate: each rounded to whole pence, halves away from zero. */
export function lineAmounts(
  line: Pick<OrderDraftLine, 'unitPrice' | 'quantity' | 'vatPercent'>,
): Pick<OrderDraftLine, 'net' | 'vat' | 'gross'> {
  const net = toPence(exact(line.unitPrice).mul(line.quantity));
  const vat = toPence(net.mul(exact(line.vatPercent ?? '0')).div(100));
  return { net: net.toFixed(2), vat: vat.toFixed(2), gross: net.plus(vat).toFixed(2) };
}

/** Totals of an order: the sums of its rounded lines. */
export function totalsOf(
  lines: readonly Pick<OrderDraftLine, 'net' | 'vat' | 'gross'>[],
): Pick<OrderDraftLine, 'net' | 'vat' | 'gross'> {
  const sum = (of: 'net' | 'vat' | 'gross') =>
    lines.reduce((total, line) => total.plus(exact(line[of])), exact(0)).toFixed(2);
  return { net: sum('net'), vat: sum('vat'), gross: sum('gross') };
}

/** What keeps a draft from being an order: amounts that do not add up, or a term that makes no sense. */
export function draftProblems(draft: OrderDraft): readonly Problem[] {
  const problems: Problem[] = [];
  const wrong = (code: string, path: string, message: string): void => {
    problems.push({ code, path, message, remedy: 'Work the order out again from its lines.' });
  };
  if (draft.lines.length === 0) wrong('order-empty', '/lines', 'The order has no lines.');
  draft.lines.forEach((line, index) => {
    const right = lineAmounts(line);
    const differs = (['net', 'vat', 'gross'] as const).some((each) => !exact(line[each]).eq(exact(right[each])));
    if (!Number.isSafeInteger(line.quantity) || line.quantity < 1) {
      wrong('line-quantity', `/lines/${index}/quantity`, `Line ${index + 1} orders ${line.quantity}.`);
    } else if (differs) {
      wrong(
        'line-amounts',
        `/lines/${index}`,
        `The amounts of line ${index + 1} are not its price times its quantity.`,
      );
    }
  });
  const totals = totalsOf(draft.lines);
  if ((['net', 'vat', 'gross'] as const).some((each) => !exact(draft[each]).eq(exact(totals[each])))) {
    wrong('order-totals', '/gross', 'The totals of the order are not the sums of its lines.');
  }
  if (exact(draft.commitmentNet).lt(exact(draft.net)) || exact(draft.commitmentGross).lt(exact(draft.gross))) {
    wrong('order-commitment', '/commitmentNet', 'The commitment is less than what is ordered now.');
  }
  if (draft.ends !== null && draft.ends < draft.starts) {
    wrong('order-term', '/ends', 'The order ends before it starts.');
  }
  return problems;
}
