import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { formatDate, type IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, formatMoney } from '../../kernel/money.ts';
import type { CallOff } from '../call-offs/call-off.ts';
import type { DocumentPack } from './document-pack.ts';

/** A piece of a document. The page, the PDF and the JSON all say exactly these. */
export type DocumentBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'terms'; readonly rows: readonly { readonly term: string; readonly text: string }[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      /** Which columns hold figures. */
      readonly columns: readonly { readonly text: string; readonly numeric: boolean }[];
      readonly rows: readonly (readonly string[])[];
    };

/** An order form with its schedules. */
export interface OrderForm {
  readonly title: string;
  readonly reference: string;
  readonly sections: readonly { readonly title: string; readonly blocks: readonly DocumentBlock[] }[];
}

/** A form with the hash of what it says, and when the contract or the change it is of was made. */
export interface FormDocument {
  readonly form: OrderForm;
  readonly hash: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
}

export interface OrderFormParts {
  readonly callOff: CallOff;
  readonly pack: DocumentPack;
  readonly agreement: {
    readonly number: string;
    readonly name: string;
    readonly lotName: string;
    readonly routeName: string;
  };
  readonly buyer: { readonly name: string; readonly address: string };
  readonly supplier: { readonly name: string };
  readonly sites: readonly string[];
}

/** The order form of a call-off as agreed. Variations and signatures are recorded beside it and never change it. */
export function orderForm({ callOff, pack, agreement, buyer, supplier, sites }: OrderFormParts): OrderForm {
  const day = (date: IsoDate | null) => (date === null ? 'When everything is delivered and paid' : formatDate(date));
  const money = (amount: DecimalText) => formatMoney(amount);
  const schedules = pack.schedules.filter((each) => each.routes.some((route) => route === callOff.route));
  const signatories = callOff.signatures.map((each) => ({
    term: each.party === 'buyer' ? `For ${buyer.name}` : `For ${supplier.name}`,
    text: each.jobTitle === '' ? each.name : `${each.name}, ${each.jobTitle}`,
  }));
  const terms = (...rows: readonly (readonly [string, string])[]): DocumentBlock => ({
    kind: 'terms',
    rows: rows.map(([term, text]) => ({ term, text })),
  });
  return {
    title: `${pack.orderForm.title.value} ${callOff.number}`,
    reference: `${agreement.number} ${pack.orderForm.slug} ${pack.orderForm.version}`,
    sections: [
      {
        title: 'The parties',
        blocks: [
          terms(
            ['Call-off reference', callOff.number],
            ['Buyer', buyer.name],
            ['Buyer’s address', buyer.address],
            ['Supplier', supplier.name],
          ),
        ],
      },
      {
        title: 'The framework agreement',
        blocks: [
          { kind: 'paragraph', text: pack.orderForm.statement.value },
          terms(
            ['Agreement', `${agreement.number}, ${agreement.name}`],
            ['Lot', agreement.lotName === '' ? callOff.lot : `${callOff.lot}, ${agreement.lotName}`],
            ['Route to market', agreement.routeName],
            ['Procurement began', formatDate(callOff.commencedOn)],
          ),
        ],
      },
      {
        title: 'What is bought',
        blocks: [
          { kind: 'paragraph', text: callOff.title },
          {
            kind: 'table',
            caption: 'Price list of the call-off, excluding VAT',
            columns: [
              { text: 'Line', numeric: false },
              { text: 'Part number', numeric: false },
              { text: 'Unit', numeric: false },
              { text: 'Price', numeric: true },
              { text: 'VAT', numeric: true },
            ],
            rows: callOff.prices.map((each) => [
              each.title,
              each.mpn === '' ? 'None' : each.mpn,
              each.unit,
              money(each.unitPrice),
              each.vatPercent === null ? 'None' : `${each.vatPercent}%`,
            ]),
          },
          { kind: 'paragraph', text: 'Sites that may order:' },
          { kind: 'list', items: sites.length === 0 ? ['The buyer’s own purchases only'] : sites },
        ],
      },
      {
        title: 'Term and value',
        blocks: [
          terms(
            ['Start date', formatDate(callOff.starts)],
            ['End date', day(callOff.ends)],
            ['Most it may come to', `${money(callOff.ceiling)} excluding VAT`],
            ['The same including VAT', money(callOff.valueGross)],
          ),
        ],
      },
      {
        title: 'Incorporated terms',
        blocks: [
          { kind: 'paragraph', text: 'These schedules are part of the contract:' },
          { kind: 'list', items: schedules.map((each) => `${each.title.value}, version ${each.version}`) },
          { kind: 'paragraph', text: 'Where documents differ, the one that stands first holds:' },
          { kind: 'list', items: pack.precedence.value },
        ],
      },
      {
        title: 'How it binds',
        blocks:
          callOff.formation === 'signatures'
            ? [
                { kind: 'paragraph', text: 'It binds once both have signed.' },
                ...(signatories.length === 0 ? [] : [{ kind: 'terms' as const, rows: signatories }]),
              ]
            : [{ kind: 'paragraph', text: 'It binds once the supplier has accepted the purchase order made with it.' }],
      },
    ],
  };
}

/** The document as JSON with sorted keys and no spaces: the same content is the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

const text = Type.String();
const OrderFormSchema = Type.Object({
  title: text,
  reference: text,
  sections: Type.Array(
    Type.Object({
      title: text,
      blocks: Type.Array(
        Type.Union([
          Type.Object({ kind: Type.Literal('paragraph'), text }),
          Type.Object({ kind: Type.Literal('terms'), rows: Type.Array(Type.Object({ term: text, text })) }),
          Type.Object({ kind: Type.Literal('list'), items: Type.Array(text) }),
          Type.Object({
            kind: Type.Literal('table'),
            caption: text,
            columns: Type.Array(Type.Object({ text, numeric: Type.Boolean() })),
            rows: Type.Array(Type.Array(text)),
          }),
        ]),
      ),
    }),
  ),
});

/** Reads an order form that was kept as canonical JSON. Throws for anything else, which cannot have been kept. */
export function readOrderForm(content: string): OrderForm {
  return Value.Parse(OrderFormSchema, JSON.parse(content));
}

/** SHA-256 of what the document says, in hexadecimal digits. */
export function documentHash(document: OrderForm): string {
  return createHash('sha256').update(canonicalJson(document)).digest('hex');
}
