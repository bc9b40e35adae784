import { type Static, Type } from 'typebox';
import { type Agreements, type RouteKind, routeKinds } from '../agreements/index.ts';
import { type DecimalText, exact } from '../kernel/money.ts';
import type { Outcome } from '../kernel/outcome.ts';
import { loadPackFiles, sourced } from './pack-file.ts';

const file = 'call-offs.yaml';
const closed = { additionalProperties: false } as const;
const line = Type.String({ minLength: 1, maxLength: 400 });
const percent = Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,4})?$', title: 'a percentage such as 50' });

const FileSchema = Type.Object(
  {
    answerWithin: Type.Object(
      {
        supplier: sourced(Type.Integer({ minimum: 1, maximum: 60 })),
        buyer: sourced(Type.Integer({ minimum: 1, maximum: 60 })),
      },
      closed,
    ),
    formation: Type.Array(
      Type.Object(
        {
          routes: Type.Array(Type.Unsafe<RouteKind>(Type.Enum([...routeKinds])), { minItems: 1 }),
          upTo: Type.Optional(Type.String({ pattern: '^\\d{1,12}$', title: 'whole pounds' })),
          by: sourced(Type.Unsafe<'purchase-order' | 'signatures'>(Type.Enum(['purchase-order', 'signatures']))),
        },
        closed,
      ),
      { minItems: 1 },
    ),
    spendWarnings: sourced(Type.Array(Type.Integer({ minimum: 1, maximum: 100 }), { minItems: 1 })),
    variations: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: '^[a-z]+(-[a-z]+)*$', title: 'a name in lower case with hyphens' }),
          name: sourced(line),
          needs: sourced(line),
          mostPerChange: Type.Optional(sourced(percent)),
          mostTogether: Type.Optional(sourced(percent)),
          lessThanTogether: Type.Optional(sourced(percent)),
          belowThreshold: Type.Optional(Type.Boolean()),
          mostTermTogether: Type.Optional(sourced(percent)),
          notice: Type.Optional(Type.Boolean()),
          noticeAbove: Type.Optional(sourced(percent)),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
);

/** How orders and call-offs run under an agreement: the content of its `call-offs.yaml`. */
export type CallOffRules = Static<typeof FileSchema>;
/** A ground on which a call-off may be varied without a new procurement. */
export type VariationGround = CallOffRules['variations'][number];
/** The rules of the agreement with the number; undefined where it has none, as earlier agreements. */
export type CallOffRulesOf = (agreement: string) => CallOffRules | undefined;

/** Reads `call-offs.yaml` of every installed agreement; fails with every mistake, by file and line. */
export function loadCallOffRules(agreements: Agreements): Promise<Outcome<CallOffRulesOf>> {
  return loadPackFiles(agreements, file, FileSchema);
}

/** What makes the contract for a route and a value, pounds including VAT. Without a row for it both sides sign. */
export function formationFor(
  rules: CallOffRules,
  route: RouteKind,
  gross: DecimalText,
): 'purchase-order' | 'signatures' {
  const row = rules.formation.find(
    (each) => each.routes.includes(route) && (each.upTo === undefined || exact(gross).lte(exact(each.upTo))),
  );
  return row?.by.value ?? 'signatures';
}
