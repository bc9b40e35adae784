import { type DecimalText, exact, formatMoney } from '../../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import type { Invoice, LineOnInvoice } from './invoice.ts';
import type { StoredLine } from './invoice-record.ts';
import { overcharge } from './rules/acceptable.ts';
import { resolveLine } from './rules/resolve-line.ts';

/** What a line of a credit note does to the invoice it corrects. */
export interface CreditEffect {
  /** Number of the credit note's line. */
  readonly from: number;
  readonly target: LineOnInvoice;
  readonly net: DecimalText;
  readonly vat: DecimalText;
  /** `settles`: the line was not agreed yet, and what is left of it is now. `gives-back`: it was agreed before. */
  readonly kind: 'settles' | 'gives-back';
}

/** Finds for each line of a credit note the line of the invoice it corrects, and what follows; or what is wrong. */
export function creditEffects(lines: readonly StoredLine[], corrected: Invoice): Outcome<readonly CreditEffect[]> {
  const problems: Problem[] = [];
  const effects: CreditEffect[] = [];
  const used = new Map<number, DecimalText>(corrected.lines.map((each) => [each.number, each.gaveBackNet]));
  for (const line of lines) {
    const target = targetOf(line, corrected);
    const path = `/lines/${String(line.number - 1)}`;
    if (target === undefined) {
      problems.push({
        code: 'credits-nothing',
        path,
        message: `Line ${String(line.number)} gives back something invoice ${corrected.number} did not charge.`,
        remedy: 'Name the line of the order, or write the description as on the invoice.',
      });
      continue;
    }
    const settled = target.state === 'credited' || target.state === 'withdrawn';
    const left = exact(target.net).minus(exact(used.get(target.number) ?? '0'));
    if (settled || exact(line.net).greaterThan(left)) {
      problems.push({
        code: 'credit-above-invoiced',
        path,
        message: `Line ${String(line.number)} gives back ${formatMoney(line.net)}; ${formatMoney(settled ? '0' : left)} is left of what was charged.`,
        remedy: 'Lower it.',
      });
      continue;
    }
    used.set(
      target.number,
      exact(used.get(target.number) ?? '0')
        .plus(exact(line.net))
        .toFixed(2),
    );
    const agreed = ['matched', 'accepted', 'claimed'].includes(target.state);
    const needed = agreed ? '0' : overcharge(target.differences, target.net);
    if (exact(line.net).lessThan(needed)) {
      problems.push({
        code: 'credit-too-small',
        path,
        message: `Line ${String(line.number)} gives back ${formatMoney(line.net)}, but ${formatMoney(needed)} is charged too much.`,
        remedy: `Give back at least ${formatMoney(needed)} without VAT.`,
      });
      continue;
    }
    effects.push({ from: line.number, target, net: line.net, vat: line.vat, kind: agreed ? 'gives-back' : 'settles' });
  }
  return problems.length > 0 ? fail(...problems) : succeed(effects);
}

function targetOf(line: StoredLine, corrected: Invoice): LineOnInvoice | undefined {
  const sameOrderLine = corrected.lines.filter((each) => each.orderLine !== null && each.orderLine === line.orderLine);
  if (sameOrderLine.length > 0) {
    const open = sameOrderLine.filter((each) => !['credited', 'withdrawn'].includes(each.state));
    const period = line.period?.from;
    return open.find((each) => period !== undefined && each.period?.from === period) ?? open[0] ?? sameOrderLine[0];
  }
  const found = resolveLine(
    { ...line, orderLine: null },
    corrected.lines.map((each) => ({ number: each.number, kind: 'goods' as const, mpn: each.mpn, title: each.title })),
  );
  return corrected.lines.find((each) => each.number === found?.number);
}
