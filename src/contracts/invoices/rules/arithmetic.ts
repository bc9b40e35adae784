import { type DecimalText, exact, type Exact, formatMoney, toPence } from '../../../kernel/money.ts';
import type { Problem } from '../../../kernel/outcome.ts';
import type { InvoiceDocument, InvoiceLine } from './invoice.ts';

/** VAT of an amount without VAT, in whole pence. */
export function vatOf(net: DecimalText | Exact, percent: DecimalText | null): Exact {
  return toPence(
    exact(net)
      .times(exact(percent ?? '0'))
      .dividedBy(100),
  );
}

/** What the line should come to without VAT: quantity times price, in whole pence. */
export function lineNet(line: Pick<InvoiceLine, 'quantity' | 'unitPrice'>): Exact {
  return toPence(exact(line.quantity).times(exact(line.unitPrice)));
}

export type VatRoundingMethod = 'rate-nearest' | 'line-nearest' | 'line-half-penny' | 'line-tenth' | 'total-down';

/** Before rounding: VAT of the lines, exact, and of each rate. */
function vatParts(lines: readonly InvoiceLine[]): {
  readonly ofLines: readonly Exact[];
  readonly ofRates: ReadonlyMap<DecimalText, { readonly net: Exact; readonly vat: Exact }>;
} {
  const ofRates = new Map<DecimalText, { net: Exact; vat: Exact }>();
  const ofLines = lines.map(({ net, vatPercent }) => {
    const rate = rateKey(vatPercent);
    const vat = exact(net).times(exact(rate)).dividedBy(100);
    const before = ofRates.get(rate) ?? { net: exact('0'), vat: exact('0') };
    ofRates.set(rate, { net: before.net.plus(exact(net)), vat: before.vat.plus(vat) });
    return vat;
  });
  return { ofLines, ofRates };
}

function rateKey(percent: DecimalText | null): DecimalText {
  return exact(percent ?? '0').toFixed();
}

function sumOf(amounts: readonly Exact[]): Exact {
  return amounts.reduce((sum, each) => sum.plus(each), exact('0'));
}

/** VAT of lines, rounded to whole pence in one of the ways that are lawful. */
function roundedVat(lines: readonly InvoiceLine[], method: VatRoundingMethod): Exact {
  const { ofLines, ofRates } = vatParts(lines);
  switch (method) {
    case 'rate-nearest':
      return sumOf([...ofRates.values()].map((each) => toPence(each.vat)));
    case 'line-nearest':
      return sumOf(ofLines.map(toPence));
    case 'line-half-penny':
      return sumOf(ofLines.map((each) => each.times(200).toDecimalPlaces(0).dividedBy(200))).toDecimalPlaces(2, 1);
    case 'line-tenth':
      return sumOf(ofLines.map((each) => each.toDecimalPlaces(3, 1))).toDecimalPlaces(2, 1);
    case 'total-down':
      return sumOf(ofLines).toDecimalPlaces(2, 1);
  }
}

/** The document with the totals its lines come to: what a form without totals is turned into. */
export function withTotals(document: Omit<InvoiceDocument, 'net' | 'vat' | 'gross'>): InvoiceDocument {
  const net = document.lines.reduce((sum, each) => sum.plus(exact(each.net)), exact('0'));
  const vat = roundedVat(document.lines, 'line-nearest');
  return { ...document, net: net.toFixed(2), vat: vat.toFixed(2), gross: net.plus(vat).toFixed(2) };
}

/**
 * What keeps a document from being a valid one: totals that are not what its lines come to, each with the difference in
 * money. VAT may be rounded in any of the ways in force; whatever differs beyond that is named, by rate where the document
 * says it by rate. A document with any is refused where it arrives, and no clock starts.
 */
export function totalsProblems(document: InvoiceDocument, lawful: readonly VatRoundingMethod[]): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (code: string, path: string, what: string, stated: DecimalText, found: Exact, rule = ''): void => {
    const difference = exact(stated).minus(found);
    problems.push({
      code,
      path,
      value: stated,
      message: `${what} says ${formatMoney(stated)}, but the lines come to ${formatMoney(found)}: ${formatMoney(difference.abs())} too ${difference.isNegative() ? 'little' : 'much'}${rule}.`,
      remedy: 'Correct the total or the line that is wrong, and send it again.',
    });
  };
  const net = sumOf(document.lines.map((each) => exact(each.net)));
  if (!net.equals(document.net)) add('total-net', '/net', 'The total without VAT', document.net, net);
  const beyond = ', more than rounding explains';
  const wrong = rateProblems(document, lawful, (rate, stated, found, of) => {
    const what = of === 'net' ? `The amount at ${rate}% VAT` : `The VAT at ${rate}%`;
    add(`rate-${of}`, '/vatByRate', what, stated, found, of === 'net' ? '' : beyond);
  });
  const lawfulTotals = lawful.map((method) => roundedVat(document.lines, method));
  const stated = document.vatByRate;
  const agrees =
    stated === undefined || stated.length === 0
      ? lawfulTotals.some((each) => each.equals(document.vat))
      : wrong || sumOf(stated.map((each) => exact(each.vat))).equals(document.vat);
  if (!agrees) {
    const found = stated?.length ? sumOf(stated.map((each) => exact(each.vat))) : nearest(lawfulTotals, document);
    add('total-vat', '/vat', 'The total of VAT', document.vat, found, beyond);
  }
  const gross = exact(document.net).plus(exact(document.vat));
  if (!gross.equals(document.gross)) add('total-gross', '/gross', 'The total with VAT', document.gross, gross);
  return problems;
}

/** Tells what differs at each rate; whether anything did. */
function rateProblems(
  { vatByRate = [], lines }: InvoiceDocument,
  lawful: readonly VatRoundingMethod[],
  tell: (rate: DecimalText, stated: DecimalText, found: Exact, of: 'net' | 'vat') => void,
): boolean {
  let wrong = false;
  const rates = new Set(
    [...vatByRate, ...lines.map((each) => ({ percent: each.vatPercent }))].map((each) => rateKey(each.percent)),
  );
  if (vatByRate.length === 0) return false;
  for (const rate of rates) {
    const said = vatByRate.filter((each) => rateKey(each.percent) === rate);
    const of = lines.filter((each) => rateKey(each.vatPercent) === rate);
    const saidNet = sumOf(said.map((each) => exact(each.net)));
    const saidVat = sumOf(said.map((each) => exact(each.vat)));
    const net = sumOf(of.map((each) => exact(each.net)));
    const totals = lawful.map((method) => roundedVat(of, method));
    if (!saidNet.equals(net)) tell(rate, saidNet.toFixed(2), net, 'net');
    else if (!totals.some((each) => each.equals(saidVat)))
      tell(rate, saidVat.toFixed(2), nearest(totals, { vat: saidVat.toFixed(2) }), 'vat');
    else continue;
    wrong = true;
  }
  return wrong;
}

/** The lawful total that is nearest to what is said. */
function nearest(totals: readonly Exact[], { vat }: { readonly vat: DecimalText }): Exact {
  const away = (each: Exact) => each.minus(exact(vat)).abs();
  return totals.reduce((best, each) => (away(each).lessThan(away(best)) ? each : best), totals[0] ?? exact('0'));
}
