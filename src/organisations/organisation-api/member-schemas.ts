import { type Static, Type } from 'typebox';
import type { GrantForm } from '../membership/grant.ts';

const text = Type.String();
const nullableText = Type.Union([Type.String(), Type.Null()]);
const amount = Type.Union([Type.String({ maxLength: 40 }), Type.Null()], {
  default: null,
  description: 'Pounds including VAT over the whole term, decimal text; null: nothing',
});
const given = {
  roles: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 }),
  site: Type.Union([Type.String({ maxLength: 20 }), Type.Null()], {
    default: null,
    description: 'Only for this site; null: for all',
  }),
  approvalLimit: amount,
  signingLimit: amount,
};
const closed = { additionalProperties: false };

/** What somebody may be and do in an organisation. */
export const GrantSchema = Type.Object(given, closed);

export function grantOf({ roles, site, approvalLimit, signingLimit }: Static<typeof GrantSchema>): GrantForm {
  return { roles, site: site ?? '', approvalLimit: approvalLimit ?? '', signingLimit: signingLimit ?? '' };
}

export const NewInvitationSchema = Type.Object(
  {
    ...given,
    email: Type.String({ maxLength: 300 }),
    key: Type.Optional(
      Type.String({ minLength: 1, maxLength: 40, description: 'A word of yours: sent twice it invites once' }),
    ),
  },
  closed,
);

export const InvitationSchema = Type.Object({
  id: text,
  email: text,
  roles: Type.Array(text),
  site: nullableText,
  approvalLimit: nullableText,
  signingLimit: nullableText,
  invitedAt: text,
  endsAt: text,
});

export const JoinRequestSchema = Type.Object({
  id: text,
  person: text,
  name: text,
  email: text,
  message: text,
  askedAt: text,
  decidedAt: nullableText,
  approved: Type.Union([Type.Boolean(), Type.Null()]),
  reason: text,
});

export const JoinDecisionSchema = Type.Object(
  {
    ...given,
    roles: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20, default: [] }),
    verdict: Type.Union([Type.Literal('approve'), Type.Literal('decline')]),
    reason: Type.String({ maxLength: 2000, default: '', description: 'Why it is declined: they read it' }),
  },
  closed,
);
