import { type Static, Type } from 'typebox';

const exactly = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1, maxLength: 700 });
const Id = Type.String({ pattern: '^[a-z][a-z0-9-]*$' });
const IsoDateText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const Route = Type.Enum(['catalogue', 'direct-award', 'further-competition']);

/**
 * When something applies: for every question named, the answer is one of the options listed or carries one of the tags
 * listed. Questions not named do not matter.
 */
const When = Type.Record(Id, Type.Array(Id, { minItems: 1 }));
export type When = Static<typeof When>;

/** An option of a question: its words, and what choosing it means for lots and routes. */
const Option = Type.Object(
  {
    id: Id,
    text: Text,
    hint: Type.Optional(Text),
    /** Heading the option stands under in a long list. */
    group: Type.Optional(Text),
    /** Short words for "Your answers", where the option's own text is too long. */
    short: Type.Optional(Text),
    tags: Type.Optional(Type.Array(Id)),
    when: Type.Optional(When),
    /** Categories a lot must cover, all of them; ids of the category tree. */
    categories: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    /** Categories that will do instead of those the need itself names, such as refurbished goods. */
    orCategories: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    /** What is counted, for "30 laptops". */
    measure: Type.Optional(Type.Object({ one: Text, many: Text }, exactly)),
    /** What the sentence "Lot 2 covers …" ends with. */
    thing: Type.Optional(Text),
    buyerClass: Type.Optional(Id),
    condition: Type.Optional(Type.Enum(['new', 'refurbished'])),
    /** Routes this answer leaves open, and why the others are closed. */
    routes: Type.Optional(
      Type.Object({ open: Type.Array(Route, { minItems: 1 }), because: Text, source: Id }, exactly),
    ),
    wantsRoute: Type.Optional(Route),
    /** Working days until it is needed. */
    withinDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 })),
    /** Requirement ids a lot must place on its suppliers. */
    requires: Type.Optional(Type.Array(Id, { minItems: 1 })),
    /** "I do not know yet": always allowed, never a dead end. */
    unknown: Type.Optional(Type.Boolean()),
  },
  exactly,
);
export type FinderOption = Static<typeof Option>;

const Question = Type.Object(
  {
    id: Id,
    /** Name in "Your answers so far". */
    short: Text,
    title: Text,
    /** May hold `{routes}`: the routes the answers so far leave open, in words. */
    hint: Type.Optional(Text),
    why: Text,
    /** What a person is told who chose nothing. */
    missing: Text,
    kind: Type.Enum(['choice', 'money']),
    when: Type.Optional(When),
    /** Asks for a number beside the choice, for options that have a measure. */
    quantity: Type.Optional(Type.Object({ label: Text, hint: Text, maximum: Type.Integer({ minimum: 1 }) }, exactly)),
    /** Takes an option for each buyer class the agreement lists, before its own options. */
    optionsFrom: Type.Optional(Type.Literal('buyers')),
    /** Label of the amount of a money question. */
    amount: Type.Optional(Type.Object({ label: Text, hint: Text, maximum: Type.Integer({ minimum: 1 }) }, exactly)),
    options: Type.Array(Option),
  },
  exactly,
);
export type FinderQuestionDefinition = Static<typeof Question>;

/** A reason that depends on the answers and the date, such as a consent to lease. */
const Advice = Type.Object(
  {
    id: Id,
    when: When,
    routes: Type.Optional(Type.Array(Route, { minItems: 1 })),
    from: Type.Optional(IsoDateText),
    to: Type.Optional(IsoDateText),
    kind: Type.Enum(['met', 'check']),
    lead: Text,
    text: Text,
    source: Id,
    guidance: Type.Optional(Id),
  },
  exactly,
);
export type Advice = Static<typeof Advice>;

/** A lot that is closed for some answers although its scope covers the need. */
const Closure = Type.Object(
  { when: When, lots: Type.Array(Type.String(), { minItems: 1 }), because: Text, source: Id },
  exactly,
);
export type Closure = Static<typeof Closure>;

/** Which of several open lots and routes comes first. The first rule that applies decides each. */
const Preference = Type.Object(
  {
    when: When,
    lots: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    lastLots: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    routes: Type.Optional(Type.Array(Route, { minItems: 1 })),
  },
  exactly,
);
export type Preference = Static<typeof Preference>;

const Step = Type.Object({ text: Text, href: Type.Optional(Type.String({ pattern: '^/' })) }, exactly);
export type Step = Static<typeof Step>;

const StepRule = Type.Object(
  {
    when: When,
    routes: Type.Optional(Type.Array(Route, { minItems: 1 })),
    /** Asked before anything else is done. */
    first: Type.Optional(Type.Boolean()),
    text: Text,
    href: Type.Optional(Type.String({ pattern: '^/' })),
  },
  exactly,
);
export type StepRule = Static<typeof StepRule>;

const LotNote = Type.Object(
  {
    lots: Type.Array(Type.String(), { minItems: 1 }),
    routes: Type.Optional(Type.Array(Route, { minItems: 1 })),
    when: When,
    text: Text,
  },
  exactly,
);
export type LotNote = Static<typeof LotNote>;

/** What to do where the agreement cannot help. */
const Refusal = Type.Object({ instead: Text, next: Type.Array(Step, { minItems: 1 }) }, exactly);
export type Refusal = Static<typeof Refusal>;

const Source = Type.Object(
  {
    title: Text,
    url: Type.Optional(Type.String({ pattern: '^(https://|/)' })),
    standing: Type.Enum(['read', 'secondary', 'recalled', 'practice', 'demonstration']),
  },
  exactly,
);
export type FinderSource = Static<typeof Source>;

/** The finder of one agreement as its file holds it: `agreements/<number>/finder.yaml`. */
export const FinderDefinition = Type.Object(
  {
    start: Type.Object(
      { title: Text, lead: Text, get: Type.Array(Text, { minItems: 1 }), need: Type.Array(Text, { minItems: 1 }) },
      exactly,
    ),
    questions: Type.Array(Question, { minItems: 1, maxItems: 7 }),
    /** The end of the agreement is pointed out from this many days before. */
    endNoticeDays: Type.Integer({ minimum: 1, maximum: 1000 }),
    closures: Type.Array(Closure),
    preferences: Type.Array(Preference, { minItems: 1 }),
    advice: Type.Array(Advice),
    notes: Type.Array(LotNote),
    steps: Type.Array(StepRule, { minItems: 1 }),
    refusals: Type.Object(
      { future: Refusal, ended: Refusal, buyer: Refusal, need: Refusal, unsureBuyer: Refusal },
      exactly,
    ),
    sources: Type.Record(Id, Source),
  },
  exactly,
);
export type FinderDefinition = Static<typeof FinderDefinition>;
