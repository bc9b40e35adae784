import { Type } from 'typebox';

const nullableText = Type.Union([Type.String(), Type.Null()]);
const identifier = Type.Union([Type.Object({ scheme: Type.String(), number: Type.String() }), Type.Null()]);

export const OrganisationSchema = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('buyer'), Type.Literal('supplier'), Type.Literal('authority')]),
  name: Type.String(),
  identifier,
  buyerClass: Type.Union([Type.String(), Type.Null()], { description: 'Class of reference/buyer-classes.yaml' }),
  authorityBasis: nullableText,
  devolved: Type.Boolean(),
  noticeToImprove: Type.Boolean(),
  supplier: Type.Union([Type.String(), Type.Null()], { description: 'Id of the supplier in the register' }),
  agreements: Type.Array(Type.String(), { description: 'Agreements an authority runs' }),
  demonstration: Type.Boolean(),
  createdAt: Type.String(),
  confirmedAt: Type.Union([Type.String(), Type.Null()], { description: 'When the authority let it buy' }),
  version: Type.Integer({ description: 'Counts the changes of the organisation itself' }),
});

export const SiteSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  identifier,
  address: Type.String(),
  postcode: Type.String(),
  main: Type.Boolean(),
});

export const MemberSchema = Type.Object({
  id: Type.String(),
  person: Type.String(),
  name: Type.String(),
  email: Type.String(),
  jobTitle: Type.String(),
  roles: Type.Array(Type.String()),
  site: nullableText,
  approvalLimit: Type.Union([Type.String(), Type.Null()], { description: 'Pounds including VAT, decimal text' }),
  signingLimit: Type.Union([Type.String(), Type.Null()], { description: 'Pounds including VAT, decimal text' }),
  joinedAt: Type.String(),
});

/** A buyer as the law sees it today, and whether it may use each agreement. */
export const OrganisationDetailSchema = Type.Object({
  ...OrganisationSchema.properties,
  law: Type.Union([
    Type.Object({
      sector: Type.String(),
      thresholdClass: Type.String(),
      thresholdSource: Type.String(),
      publicationClass: Type.String(),
      publicationSource: Type.String(),
    }),
    Type.Null(),
  ]),
  eligibility: Type.Array(
    Type.Object({
      agreement: Type.String(),
      on: Type.String(),
      allowed: Type.String(),
      reason: Type.String(),
      source: nullableText,
      assumed: Type.Boolean(),
    }),
  ),
});

export const NewSiteSchema = Type.Object(
  {
    name: Type.String({ maxLength: 400 }),
    address: Type.String({ maxLength: 1000 }),
    postcode: Type.String({ maxLength: 40 }),
    scheme: Type.String({ maxLength: 40, default: '' }),
    number: Type.String({ maxLength: 80, default: '' }),
  },
  { additionalProperties: false },
);
