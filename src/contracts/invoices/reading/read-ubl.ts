import { type IsoDate, isoDate, parseIsoDate } from '../../../kernel/dates.ts';
import { type DecimalText, exact, isDecimalText, toPence } from '../../../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../../../kernel/outcome.ts';
import { cleanLine } from '../../../kernel/text.ts';
import { invoiceLimits } from '../rules/invoice-limits.ts';
import type { InvoiceDocument, InvoiceKind, InvoiceLine } from '../rules/invoice.ts';
import { readXml, type XmlElement } from './xml-tree.ts';
import type { InvoicePeriod, VatOfRate } from '../rules/invoice.ts';

const spaces: Readonly<Record<string, InvoiceKind>> = {
  'urn:oasis:names:specification:ubl:schema:xsd:Invoice-2': 'invoice',
  'urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2': 'credit-note',
};
/** UNCL 5305 codes of supplies without VAT: their percentage says nothing. */
const withoutVat = new Set(['E', 'AE', 'O', 'G', 'K']);

/**
 * Reads a UBL 2.1 invoice or credit note (Peppol BIS Billing 3 and its relatives). Charges and allowances of the whole
 * document become lines, so that each can be matched: an allowance is a line of a negative price. Amounts must be pounds.
 */
export function readUbl(text: string): Outcome<InvoiceDocument> {
  const read = readXml(text);
  if (!read.ok) return read;
  const root = read.value;
  const kind = spaces[root.namespace];
  if (kind === undefined || !['Invoice', 'CreditNote'].includes(root.name)) return fail(notUbl(root.name));
  return new UblReader(root, kind).read();
}

class UblReader {
  readonly #root: XmlElement;
  readonly #kind: InvoiceKind;
  readonly #problems: Problem[] = [];

  constructor(root: XmlElement, kind: InvoiceKind) {
    this.#root = root;
    this.#kind = kind;
  }

  read(): Outcome<InvoiceDocument> {
    const root = this.#root;
    const currency = textOf(root, 'DocumentCurrencyCode');
    if (currency !== 'GBP')
      this.#add(
        'currency',
        '/DocumentCurrencyCode',
        `The invoice is in ${currency || 'no currency'}.`,
        'Send it in pounds (GBP).',
      );
    const lineName = this.#kind === 'invoice' ? 'InvoiceLine' : 'CreditNoteLine';
    const found = root.children.filter((each) => each.name === lineName);
    if (found.length === 0)
      this.#add('no-lines', `/${lineName}`, 'The invoice has no lines.', 'Export it again with its lines.');
    if (found.length > invoiceLimits.lines) {
      return fail({
        code: 'too-many-lines',
        path: `/${lineName}`,
        message: `The invoice has ${found.length} lines; ${invoiceLimits.lines} is the most.`,
        remedy: 'Send it as several invoices.',
      });
    }
    const lines = [
      ...found.flatMap((each, index) => this.#line(each, index + 1)),
      ...root.children.filter((each) => each.name === 'AllowanceCharge').map((each) => this.#documentCharge(each)),
    ].map((line, index) => ({ ...line, number: index + 1 }));
    const total = child(root, 'LegalMonetaryTotal');
    const vat = root.children
      .filter((each) => each.name === 'TaxTotal')
      .map((each) => child(each, 'TaxAmount'))
      .find((each) => (each?.attributes['currencyID'] ?? 'GBP') === 'GBP');
    const document: InvoiceDocument = {
      kind: this.#kind,
      number: this.#text('ID', 'The invoice number', invoiceLimits.number),
      issuedOn: this.#date(textOf(root, 'IssueDate')),
      orderNumber: cleanLine(textOf(root, 'OrderReference', 'ID')).slice(0, invoiceLimits.number),
      credits:
        this.#kind === 'invoice'
          ? null
          : cleanLine(textOf(root, 'BillingReference', 'InvoiceDocumentReference', 'ID')) || null,
      lines,
      net: this.#amount(textOf(total, 'TaxExclusiveAmount'), '/LegalMonetaryTotal/TaxExclusiveAmount'),
      vat: this.#amount(vat?.text ?? '', '/TaxTotal/TaxAmount'),
      gross: this.#amount(textOf(total, 'TaxInclusiveAmount'), '/LegalMonetaryTotal/TaxInclusiveAmount'),
    };
    const vatByRate = this.#vatByRate();
    this.#otherCurrencies(root, '');
    this.#repeated(found);
    return this.#problems.length > 0
      ? fail(...this.#problems)
      : succeed({ ...document, ...(vatByRate.length === 0 ? {} : { vatByRate }) });
  }

  /** A line, and lines of their own for what is added to it or taken off. */
  #line(element: XmlElement, number: number): readonly InvoiceLine[] {
    const at = `/${element.name}[${String(number)}]`;
    const quantityElement = child(element, this.#kind === 'invoice' ? 'InvoicedQuantity' : 'CreditedQuantity');
    const quantity = this.#decimal(
      quantityElement?.text ?? '',
      `${at}/${this.#kind === 'invoice' ? 'InvoicedQuantity' : 'CreditedQuantity'}`,
    );
    const price = child(element, 'Price');
    const base = textOf(price, 'BaseQuantity') || '1';
    const each = this.#decimal(textOf(price, 'PriceAmount'), `${at}/Price/PriceAmount`);
    const divisor = this.#decimal(base, `${at}/Price/BaseQuantity`);
    const unitPrice = exact(divisor).isZero() ? exact(each) : exact(each).dividedBy(exact(divisor)).toDecimalPlaces(6);
    const item = child(element, 'Item');
    const reference = textOf(element, 'OrderLineReference', 'LineID');
    // Quantity times price, before what is added or taken off, is for matching; the net amount of the line has it all in.
    const extras = element.children.filter((one) => one.name === 'AllowanceCharge');
    const period =
      this.#period(child(element, 'InvoicePeriod'), at) ?? this.#period(child(this.#root, 'InvoicePeriod'), '');
    const net = exact(this.#amount(textOf(element, 'LineExtensionAmount'), `${at}/LineExtensionAmount`));
    const added = extras.reduce((sum, one) => sum.plus(exact(this.#chargeAmount(one, at))), exact('0'));
    const line: InvoiceLine = {
      number,
      orderLine: /^\d{1,6}$/.test(reference) ? Number(reference) : null,
      mpn: cleanLine(
        textOf(item, 'ManufacturersItemIdentification', 'ID') || textOf(item, 'SellersItemIdentification', 'ID'),
      ).slice(0, invoiceLimits.mpn),
      title:
        cleanLine(textOf(item, 'Name') || textOf(item, 'Description')).slice(0, invoiceLimits.title) ||
        `Line ${String(number)}`,
      quantity,
      unitPrice: unitPrice.toFixed(),
      net: net.minus(added).toFixed(2),
      vatPercent: this.#percent(child(item, 'ClassifiedTaxCategory'), `${at}/Item/ClassifiedTaxCategory`),
      period,
      source: cleanLine(textOf(element, 'ID')).slice(0, invoiceLimits.number),
    };
    if (added.isZero()) return [line];
    // One more line for what was added to or taken off this one.
    const extra = toPence(added).toFixed(2);
    return [
      line,
      {
        ...line,
        orderLine: null,
        mpn: '',
        title: this.#chargeTitle(extras[0], `Charges on line ${String(number)}`),
        quantity: '1',
        unitPrice: extra,
        net: extra,
        period: null,
      },
    ];
  }

  #documentCharge(element: XmlElement): InvoiceLine {
    const amount = this.#chargeAmount(element, '');
    return {
      number: 1,
      orderLine: null,
      mpn: '',
      title: this.#chargeTitle(element, amount.startsWith('-') ? 'Allowance' : 'Charge'),
      quantity: '1',
      unitPrice: amount,
      net: amount,
      vatPercent: this.#percent(child(element, 'TaxCategory'), '/AllowanceCharge/TaxCategory'),
    };
  }

  /** Both days of an InvoicePeriod; null where it is absent or says only one of them. */
  #period(element: XmlElement | undefined, at: string): InvoicePeriod | null {
    const [from, to] = [textOf(element, 'StartDate'), textOf(element, 'EndDate')];
    if (from === '' || to === '') return null;
    const [first, last] = [parseIsoDate(from), parseIsoDate(to)];
    if (first !== undefined && last !== undefined) return { from: first, to: last };
    this.#add(
      'not-a-date',
      `${at}/InvoicePeriod`,
      `"${from.slice(0, 20)}" to "${to.slice(0, 20)}" is no period.`,
      'Write both days as YYYY-MM-DD.',
    );
    return null;
  }

  /** The tax subtotals, one for each rate (BG-23). */
  #vatByRate(): readonly VatOfRate[] {
    const totals = this.#root.children.filter((each) => each.name === 'TaxTotal');
    return totals.flatMap((total) =>
      total.children
        .filter((each) => each.name === 'TaxSubtotal')
        .map((each) => ({
          percent: this.#percent(child(each, 'TaxCategory'), '/TaxTotal/TaxSubtotal/TaxCategory'),
          net: this.#amount(textOf(each, 'TaxableAmount'), '/TaxTotal/TaxSubtotal/TaxableAmount'),
          vat: this.#amount(textOf(each, 'TaxAmount'), '/TaxTotal/TaxSubtotal/TaxAmount'),
        })),
    );
  }

  /** An amount in another currency would be read as pounds; only VAT may be told in a second one as well. */
  #otherCurrencies(element: XmlElement, at: string): void {
    for (const each of element.children) {
      const path = `${at}/${each.name}`;
      const currency = each.attributes['currencyID'] ?? 'GBP';
      if (currency !== 'GBP' && path !== '/TaxTotal/TaxAmount')
        this.#add(
          'currency',
          path,
          `${each.name} is in ${currency.slice(0, 10)}.`,
          'Send every amount in pounds (GBP).',
        );
      this.#otherCurrencies(each, path);
    }
  }

  #repeated(lines: readonly XmlElement[]): void {
    const seen = new Set<string>();
    lines.forEach((each, index) => {
      const id = cleanLine(textOf(each, 'ID'));
      if (id !== '' && seen.has(id))
        this.#add(
          'line-repeated',
          `/${each.name}[${String(index + 1)}]/ID`,
          `Two lines have the number ${id.slice(0, 40)}.`,
          'Number each line once.',
        );
      seen.add(id);
    });
  }

  #chargeTitle(element: XmlElement | undefined, otherwise: string): string {
    // UNCL 7161 names what is charged by a code; FC and DL are freight and delivery.
    const code = textOf(element, 'AllowanceChargeReasonCode');
    const words =
      cleanLine(textOf(element, 'AllowanceChargeReason')) || (['FC', 'DL'].includes(code) ? 'Delivery' : otherwise);
    return words.slice(0, invoiceLimits.title);
  }

  #chargeAmount(element: XmlElement, at: string): DecimalText {
    const amount = this.#amount(textOf(element, 'Amount'), `${at}/AllowanceCharge/Amount`);
    return textOf(element, 'ChargeIndicator') === 'true' ? amount : exact(amount).negated().toFixed(2);
  }

  #percent(category: XmlElement | undefined, at: string): DecimalText | null {
    if (category === undefined || withoutVat.has(textOf(category, 'ID'))) return null;
    const percent = this.#decimal(textOf(category, 'Percent') || '0', `${at}/Percent`);
    if (exact(percent).lessThan(0) || exact(percent).greaterThan(100)) {
      this.#add('vat-percent', at, `VAT of ${percent}% cannot be.`, 'Write a percentage from 0 to 100.');
    }
    return percent;
  }

  #text(name: string, what: string, longest: number): string {
    const text = cleanLine(textOf(this.#root, name));
    if (text === '') this.#add('missing', `/${name}`, `${what} is missing.`, `Fill in ${name}.`);
    if (text.length > longest)
      this.#add('too-long', `/${name}`, `${what} has more than ${String(longest)} characters.`, 'Shorten it.');
    return text.slice(0, longest);
  }

  #date(text: string): IsoDate {
    const date = parseIsoDate(text);
    if (date !== undefined) return date;
    this.#add('not-a-date', '/IssueDate', `"${text}" is not a date.`, 'Write it as YYYY-MM-DD.');
    return isoDate('1970-01-01');
  }

  /** A decimal as the schema has it; a plus sign and missing zeros are fine. */
  #decimal(text: string, path: string): DecimalText {
    const plain = text
      .trim()
      .replace(/^\+/, '')
      .replace(/^(-?)\./, '$10.')
      .replace(/\.$/, '');
    if (isDecimalText(plain) && plain.length <= invoiceLimits.digits) return plain;
    this.#add(
      'not-a-number',
      path,
      text === '' ? 'A number is missing.' : `"${text.slice(0, 40)}" is not a number.`,
      'Write it with digits and a point, such as 395.00.',
    );
    return '0';
  }

  #amount(text: string, path: string): DecimalText {
    const amount = exact(this.#decimal(text, path));
    if (amount.decimalPlaces() > 2)
      this.#add('not-pence', path, `${text} has more than two decimals.`, 'Round it to pence.');
    return amount.toFixed(2);
  }

  #add(code: string, path: string, message: string, remedy: string): void {
    if (this.#problems.length < 50) this.#problems.push({ code, path, message, remedy });
  }
}

function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((each) => each.name === name);
}

function textOf(element: XmlElement | undefined, ...path: readonly string[]): string {
  return path.reduce(child, element)?.text ?? '';
}

function notUbl(name: string): Problem {
  return {
    code: 'not-ubl',
    path: `/${name.slice(0, 60)}`,
    message: 'The file is XML, but no UBL 2.1 invoice or credit note.',
    remedy: 'Export it as "UBL 2.1" or "Peppol BIS Billing 3", or type the invoice in.',
  };
}
