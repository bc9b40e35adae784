import { type DecimalText, Exact, exact } from '../kernel/money.ts';

const plainPounds = /^(-?\d+)(?:\.(\d{1,4}))?$/;

/** Pounds as whole ten-thousandths, the finest a price may be: how search rows carry money. */
export function toAmount(pounds: DecimalText): bigint {
  // Nearly every price has at most four decimals: its digits are the answer. A price list has hundreds of thousands.
  const plain = plainPounds.exec(pounds);
  if (plain !== null) return BigInt(`${plain[1] ?? '0'}${(plain[2] ?? '').padEnd(4, '0')}`);
  return BigInt(exact(pounds).times(10_000).toDecimalPlaces(0, Exact.ROUND_HALF_UP).toFixed(0));
}

/** Ten-thousandths as pounds with pence, and finer digits only where there are any: `395.00`, `0.0035`. */
export function fromAmount(amount: bigint): DecimalText {
  const negative = amount < 0n;
  const digits = String(negative ? -amount : amount).padStart(5, '0');
  const fraction = digits.slice(-4).replace(/0{1,2}$/, '');
  return `${negative ? '-' : ''}${digits.slice(0, -4)}.${fraction.padEnd(2, '0')}`;
}
