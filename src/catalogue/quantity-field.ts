import { firstText } from './query-text.ts';
import type { FieldProblem } from './views/field-problem.ts';
import { queryLimits } from './search-query.ts';

/** The quantity of a page: 1 when none is given or it cannot be read, and then what to say beside the field. */
export function readQuantity(value: unknown): {
  readonly quantity: number;
  readonly problems: readonly FieldProblem[];
} {
  const text = firstText(value).trim();
  if (text === '') return { quantity: 1, problems: [] };
  const plain = text.replaceAll(',', '');
  const quantity = /^\d{1,9}$/.test(plain) ? Number(plain) : 0;
  if (quantity >= 1 && quantity <= queryLimits.quantity) return { quantity, problems: [] };
  const message = 'Enter how many you need as a whole number, such as 30';
  return { quantity: 1, problems: [{ field: 'quantity', message, typed: text.slice(0, 40) }] };
}
