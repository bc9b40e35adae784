import { type DecimalText, exact } from '../../../kernel/money.ts';
import type { Problem } from '../../../kernel/outcome.ts';
import type { InvoiceDocument } from './invoice.ts';
import { invoiceLimits } from './invoice-limits.ts';

/** What no invoice may hold, whatever file it came in; paths are those of the interface. */
export function documentProblems(document: InvoiceDocument): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (code: string, path: string, value: string, message: string, remedy: string): void => {
    if (problems.length < 50) problems.push({ code, path, value: value.slice(0, 60), message, remedy });
  };
  const tooLarge = (amount: DecimalText): boolean => exact(amount).abs().greaterThan(invoiceLimits.most);
  document.lines.forEach((line, index) => {
    const at = `/lines/${String(index)}`;
    const name = line.source === undefined || line.source === '' ? `Line ${String(index + 1)}` : `Line ${line.source}`;
    if (exact(line.quantity).isNegative())
      add(
        'negative-quantity',
        `${at}/quantity`,
        line.quantity,
        `${name} charges ${line.quantity}, which is less than nothing.`,
        'Charge what was delivered, and give back with a credit note.',
      );
    for (const field of ['quantity', 'unitPrice', 'net'] as const) {
      if (tooLarge(line[field]))
        add(
          'too-large',
          `${at}/${field}`,
          line[field],
          `${name}: ${line[field].slice(0, 30)} is more than any invoice here may say.`,
          'Correct it.',
        );
    }
    const { period } = line;
    if (period != null && period.to < period.from)
      add(
        'period',
        `${at}/period`,
        period.to,
        `${name}: its period ends before it begins.`,
        'Correct one of the days.',
      );
    if (document.kind === 'credit-note' && exact(line.net).isNegative())
      add(
        'negative-credit',
        `${at}/net`,
        line.net,
        `${name} of the credit note is negative, so it would charge something.`,
        'Write what is given back as a positive amount, and charge with an invoice.',
      );
  });
  for (const field of ['net', 'vat', 'gross'] as const) {
    if (tooLarge(document[field]))
      add('too-large', `/${field}`, document[field], 'The total is more than any invoice here may say.', 'Correct it.');
  }
  if (exact(document.gross).isNegative())
    add(
      'negative-total',
      '/gross',
      document.gross,
      'The invoice comes to less than nothing.',
      'Send a credit note instead.',
    );
  return problems;
}
