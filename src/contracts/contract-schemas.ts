import { type TSchema, Type } from 'typebox';
import { type CallOff, callOffStates, type Party } from './call-offs/call-off.ts';
import type { CallOffView } from './call-offs/call-off-service.ts';
import type { PublicationNotice } from './call-offs/publication-notice.ts';
import type { FormDocument } from './documents/order-form.ts';
import { orderStatuses } from './orders/order-life.ts';
import { orderProgressSteps } from './orders/order-progress.ts';
import type { ListedOrder, OrderView } from './orders/order-service.ts';

const text = Type.String();
const day = Type.String({ description: 'YYYY-MM-DD' });
const instant = Type.String({ description: 'ISO 8601, UTC' });
const money = Type.String({ description: 'Pounds' });
const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()]);

const LineSchema = Type.Object({
  ...{ number: Type.Integer(), kind: text, offer: orNull(text), service: orNull(text), product: orNull(text) },
  ...{ mpn: text, title: text, condition: orNull(text), unit: text, quantity: Type.Integer(), unitPrice: money },
  ...{ net: money, vatCategory: text, vatPercent: orNull(text), vat: money, gross: money },
  follows: orNull(Type.Integer({ description: 'Number of the line it goes with; null: with all' })),
});

const EventSchema = Type.Object({
  ...{ position: Type.Integer(), kind: text, version: Type.Integer(), proposedVersion: orNull(Type.Integer()) },
  ...{ answerBy: orNull(instant), actor: text, reason: text, at: instant },
});

const head = {
  ...{ id: text, number: text, callOff: text, callOffNumber: text, organisation: text, site: text, supplier: text },
  ...{ agreement: text, lot: text, title: text, buyerReference: text, invoiceTo: text, placedAt: instant },
  deliverTo: Type.Object({ name: text, address: text, postcode: text }),
  purchase: text,
};

const status = Type.Enum([...orderStatuses]);
const progress = Type.Enum([...orderProgressSteps], {
  description: 'How far it has come: its status, then what arrived, was charged and paid',
});

/** A page of a list. */
interface ListOf<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Who signs, who could, and the document both sign. */
export interface SigningView extends Pick<CallOff, 'formation' | 'signatures' | 'signedCopy'> {
  readonly party: Party | null;
  readonly hash: string | null;
  readonly candidates: readonly {
    readonly membership: string;
    readonly name: string;
    readonly jobTitle: string;
    readonly signingLimit: string | null;
  }[];
}

/** One order, with where it stands and what the caller may do. */
export const OrderViewSchema = Type.Unsafe<OrderView>(
  Type.Object({
    order: Type.Object({
      ...head,
      versions: Type.Array(
        Type.Object({
          ...{ version: Type.Integer(), expectedBy: orNull(day), net: money, vat: money, gross: money },
          ...{ commitmentNet: money, commitmentGross: money, note: text, lines: Type.Array(LineSchema) },
        }),
      ),
      events: Type.Array(EventSchema),
    }),
    ...{ status, progress },
    may: Type.Array(text),
  }),
);

/** A page of orders. */
export const OrderListSchema = Type.Unsafe<ListOf<ListedOrder>>(
  Type.Object({
    items: Type.Array(
      Type.Object({ ...head, last: EventSchema, expectedBy: orNull(day), net: money, gross: money, status, progress }),
    ),
    next: orNull(text),
  }),
);

export const PlacedOrderSchema = Type.Object({ id: text, number: text, callOff: text });

const PublicationSchema = Type.Object({ place: text, reference: text, publishedOn: day });

const SignatureSchema = Type.Object({
  ...{ party: text, membership: text, person: text, name: text, jobTitle: text },
  hash: orNull(Type.String({ description: 'SHA-256 of the document that was signed; null: not yet' })),
  signedAt: orNull(instant),
});

const SignedCopySchema = Type.Union([
  Type.Object({ hash: Type.String({ description: 'SHA-256 of the PDF' }), signedOn: day, recordedAt: instant }),
  Type.Null(),
]);

const VariationSchema = Type.Object({
  ...{ number: Type.Integer(), ground: text, changeNet: money, ends: orNull(day), reason: text, evidence: text },
  ...{ decidedBy: text, decidedOn: day, recordedAt: instant },
  notice: Type.Union([Type.Object({ reference: text, on: day }), Type.Null()]),
});

/** One call-off contract with its meter and its duty to be published. */
export const CallOffViewSchema = Type.Unsafe<CallOffView>(
  Type.Object({
    callOff: Type.Object({
      ...{ id: text, number: text, organisation: text, supplier: text, agreement: text, lot: text, route: text },
      ...{ title: text, formation: text, ceiling: money, valueGross: money, starts: day, ends: orNull(day) },
      ...{ commencedOn: day, madeAt: instant, signedOn: orNull(day), sites: Type.Array(text) },
      prices: Type.Array(
        Type.Object({
          ...{ number: Type.Integer(), kind: text, offer: orNull(text), service: orNull(text), product: orNull(text) },
          ...{ mpn: text, title: text, condition: orNull(text), unit: text, unitPrice: money, vatCategory: text },
          vatPercent: orNull(text),
        }),
      ),
      variations: Type.Array(VariationSchema),
      signatures: Type.Array(SignatureSchema),
      signedCopy: SignedCopySchema,
      publication: Type.Union([PublicationSchema, Type.Null()]),
      firstAcceptedAt: orNull(instant),
      allOrdersFell: Type.Boolean(),
    }),
    state: Type.Enum([...callOffStates]),
    meter: Type.Object({
      ...{ ceiling: money, waiting: money, accepted: money, committed: money, invoiced: money, credited: money },
      ...{ outsideOrders: money, taken: money, left: money, percent: text },
      ...{ warning: orNull(Type.Integer()), stopped: Type.Boolean() },
    }),
    duty: Type.Object({
      duty: Type.Enum(['publish', 'later', 'none', 'unknown']),
      ...{ by: orNull(day), notice: orNull(text), place: orNull(text), because: text, further: Type.Array(text) },
      from: orNull(day),
      sources: Type.Array(
        Type.Object({ key: text, title: text, url: Type.Optional(text), read: Type.Optional(text), standing: text }),
      ),
    }),
    may: Type.Array(text),
  }),
);

/** A page of call-off contracts. */
export const CallOffListSchema = Type.Unsafe<ListOf<CallOffView>>(
  Type.Object({ items: Type.Array(CallOffViewSchema), next: orNull(text) }),
);

const cellText = { text };
/** The order form: what its page and its PDF say. */
export const DocumentSchema = Type.Unsafe<FormDocument>(
  Type.Object({
    form: Type.Object({
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
                columns: Type.Array(Type.Object({ ...cellText, numeric: Type.Boolean() })),
                rows: Type.Array(Type.Array(text)),
              }),
            ]),
          ),
        }),
      ),
    }),
    hash: Type.String({ description: 'SHA-256 of the form as canonical JSON' }),
    madeAt: instant,
  }),
);

/** The notice of an award. */
export const NoticeSchema = Type.Unsafe<PublicationNotice & { readonly text: string }>(
  Type.Object({
    ...{ title: text, buyer: text, agreement: text, lot: text, reference: text, procedure: text },
    contractor: Type.Object({
      ...{ name: text, legalName: text, identifier: orNull(text), sme: orNull(Type.Boolean()) },
      vcse: Type.Null({ description: 'Not kept in the register: ask the supplier' }),
    }),
    ...{ contractDate: orNull(day), valueNet: money, valueGross: money, starts: day, ends: orNull(day) },
    cpv: Type.Array(Type.Object({ code: text, name: text })),
    cpvFrom: Type.Enum(['lines', 'lot']),
    ...{ place: orNull(text), publishBy: orNull(day) },
    text: Type.String({ description: 'The same, ready to paste' }),
  }),
);

/** The same for programs. */
export const SigningSchema = Type.Unsafe<SigningView>(
  Type.Object({
    formation: text,
    party: orNull(Type.String({ description: 'The side the caller may sign for' })),
    hash: orNull(Type.String({ description: 'SHA-256 of the document to be signed' })),
    signatures: Type.Array(SignatureSchema),
    signedCopy: SignedCopySchema,
    candidates: Type.Array(Type.Object({ membership: text, name: text, jobTitle: text, signingLimit: orNull(money) })),
  }),
);
