import { Type } from 'typebox';

/** JSON schemas of what the finder publishes; the command line and the API share them. */
const ReasonSchema = Type.Object({
  text: Type.String(),
  source: Type.String(),
  kind: Type.Enum(['met', 'check', 'not']),
  href: Type.Optional(Type.String()),
  from: Type.Optional(Type.String({ description: 'First day of the dated row that was used' })),
  assumed: Type.Optional(Type.Boolean({ description: 'Rests on a value set for the demonstration' })),
  check: Type.Optional(Type.Boolean({ description: 'Recalled, not read: check before relying on it' })),
});

const RouteSchema = Type.Enum(['catalogue', 'direct-award', 'further-competition']);
const WhenSchema = Type.Record(Type.String(), Type.Array(Type.String()));

export const QuestionSchema = Type.Object({
  id: Type.String(),
  title: Type.String(),
  why: Type.String(),
  kind: Type.Enum(['choice', 'money']),
  hint: Type.Optional(Type.String()),
  when: Type.Optional(WhenSchema),
  options: Type.Array(Type.Object({ id: Type.String(), text: Type.String(), when: Type.Optional(WhenSchema) })),
  quantity: Type.Optional(Type.Object({ name: Type.String(), maximum: Type.Integer() })),
  amount: Type.Optional(Type.Object({ unit: Type.String(), maximum: Type.Integer() })),
});

export const QuestionsSchema = Type.Object({
  agreement: Type.String(),
  name: Type.String(),
  summary: Type.String(),
  questions: Type.Array(QuestionSchema),
});

export const DecisionSchema = Type.Object({
  agreement: Type.String(),
  name: Type.String(),
  on: Type.String(),
  verdict: Type.Enum(['yes', 'conditions', 'unsure', 'no']),
  title: Type.String(),
  lead: Type.String(),
  answers: Type.Record(Type.String(), Type.String()),
  outcomes: Type.Array(
    Type.Object({
      agreement: Type.String(),
      lot: Type.String(),
      name: Type.String(),
      routes: Type.Array(RouteSchema),
      conditional: Type.Array(RouteSchema),
      reasons: Type.Array(ReasonSchema),
    }),
  ),
  reasons: Type.Array(ReasonSchema),
  closed: Type.Array(Type.Object({ lot: Type.String(), route: RouteSchema, because: Type.String() })),
  next: Type.Array(Type.Object({ text: Type.String(), href: Type.Optional(Type.String()) })),
  question: Type.Optional(QuestionSchema),
});
