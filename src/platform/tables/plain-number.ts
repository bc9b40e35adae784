/** Fifteen digits are what a spreadsheet shows of a number; what a double holds beyond them is noise. */
const digits = 15;

/**
 * A stored number as a person would type it: `1.2E+11` is `120000000000`, `0.30000000000000004` is `0.3`. Undefined when it is
 * no number.
 */
export function plainNumber(stored: string): string | undefined {
  // As most are stored, and as a person would type them.
  if (/^-?(0|[1-9]\d{0,7})(\.\d{0,5}[1-9])?$/.test(stored) && stored !== '-0') return stored;
  if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?\s*$/i.test(stored)) return undefined;
  const value = Number(stored);
  if (!Number.isFinite(value)) return undefined;
  if (value === 0) return '0';
  return expand(value.toPrecision(digits));
}

/** Writes a decimal with an exponent out in full, without zeros at its end. */
function expand(text: string): string {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const all = whole + fraction;
  const point = whole.length + Number(exponent);
  let left = point > 0 ? all.slice(0, point).padEnd(point, '0') : '0';
  let right = point > 0 ? all.slice(point) : '0'.repeat(-point) + all;
  left = left.replace(/^0+(?=\d)/, '');
  right = right.replace(/0+$/, '');
  return right === '' ? sign + left : `${sign}${left}.${right}`;
}
