import { formatDate } from '../../../kernel/dates.ts';
import type { Purchase, PurchaseCheck } from '../../../purchasing/index.ts';
import type { Block, SectionContent } from '../decision-file.ts';
import { type OrderRecord, versionInForce } from './order-record.ts';
import { londonTime, type NameOf, pounds } from './words.ts';

/** The dated limits a purchase was held to are in the section of rules; here is what was asked for and answered. */
export function purchaseSection(purchase: Purchase, order: OrderRecord, nameOf: NameOf): SectionContent {
  const { draft, answers } = purchase;
  const first = order.versions[0] ?? versionInForce(order);
  const conditions = Object.entries(answers.conditions);
  const blocks: Block[] = [
    {
      kind: 'facts',
      rows: [
        { label: 'Asked for by', value: nameOf(purchase.askedBy) },
        { label: 'When', value: londonTime(purchase.askedAt) },
        { label: 'What', value: draft.title },
        { label: 'Route', value: draft.route },
        {
          label: 'Commitment over the whole term',
          value: `${pounds(draft.commitmentNet)} without VAT, ${pounds(draft.commitmentGross)} with`,
        },
        { label: 'Why, as it was answered', value: answers.reason === '' ? 'Nothing was said' : answers.reason },
        {
          label: 'On like orders that together cross a limit',
          value: answers.likeOrders === '' ? 'Nothing had to be answered' : answers.likeOrders,
        },
      ],
    },
  ];
  if (conditions.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Conditions of the route and the evidence given',
      columns: [{ heading: 'Condition' }, { heading: 'Evidence' }],
      rows: conditions.map(([id, evidence]) => [id, evidence]),
    });
  }
  const checks = purchase.events.find((each) => each.kind === 'placed')?.checks ?? null;
  blocks.push(checksBlock(checks));
  const exceptions = purchase.events.filter((each) => each.kind === 'budget-exception');
  return {
    blocks,
    data: { ...purchase, events: undefined, answers, checks },
    facts: {
      prices: draft.lines.map((line, index) => ({
        line: line.title,
        ordered: first.lines[index]?.unitPrice ?? line.unitPrice,
        approved: line.unitPrice,
        listed: null,
      })),
      budgetExceptions: exceptions.map((each) => ({
        amount: each.amount ?? '0',
        by: nameOf(each.actor),
        reason: each.reason,
      })),
      answeredWarnings: answeredWarnings(purchase, checks),
    },
  };
}

const stateWords: Readonly<Record<PurchaseCheck['state'], string>> = {
  pass: 'Held',
  warn: 'Warned',
  stop: 'Stopped',
  duty: 'Duty',
};

/** The checks as they stood when the order was placed. */
function checksBlock(checks: readonly PurchaseCheck[] | null): Block {
  if (checks === null)
    return { kind: 'text', text: 'The checks before this order were not kept: it was placed before they were.' };
  return {
    kind: 'table',
    caption: 'Checks as they stood when the order was placed',
    columns: [
      { heading: 'Check' },
      { heading: 'Outcome' },
      { heading: 'What was found' },
      { heading: 'Source' },
      { heading: 'Edition of the rule' },
      { heading: 'Looked at' },
    ],
    rows: checks.map((each) => [
      each.id,
      stateWords[each.state],
      each.text,
      each.assumed ? `${each.source} (assumed)` : each.source,
      each.edition === '' ? 'None' : each.edition,
      formatDate(each.on),
    ]),
  };
}

/** The warning on like orders where it was given; of purchases whose checks were not kept, what was answered to it. */
function answeredWarnings({ answers }: Purchase, checks: readonly PurchaseCheck[] | null) {
  const answer = answers.likeOrders;
  if (answer === '' || checks?.some((each) => each.id === 'like-orders' && each.state === 'warn') === false) return [];
  return [{ warning: 'Like orders together cross a limit', answer }];
}

/** The offers that were compared when it was asked for, as they stood then. Undefined where no comparison was kept. */
export function offersSection({ answers }: Purchase, supplierName: (id: string) => string): SectionContent | undefined {
  const { comparison } = answers;
  if (comparison.length === 0) return undefined;
  return {
    blocks: [
      {
        kind: 'table',
        caption: 'Offers for the first thing on the lot, as they stood that day',
        columns: [
          { heading: 'Supplier' },
          { heading: 'Each, without VAT', numeric: true },
          { heading: 'With delivery, without VAT', numeric: true },
          { heading: 'Chosen' },
        ],
        rows: comparison.map((each) => [
          supplierName(each.supplier),
          pounds(each.unitPrice),
          pounds(each.delivered),
          each.chosen ? 'Yes' : '',
        ]),
      },
    ],
    data: comparison,
    facts: { offersCompared: comparison.length },
  };
}

/** Every step of approval and who decided on it. */
export function approvalsSection({ steps, events, askedBy, draft }: Purchase, nameOf: NameOf): SectionContent {
  const decided = events.filter((each) => each.kind === 'approved' || each.kind === 'refused');
  const needed: Block =
    steps.length === 0
      ? { kind: 'text', text: `No rule of the organisation asked for an approval of ${pounds(draft.commitmentGross)}.` }
      : {
          kind: 'table',
          caption: 'Steps of approval',
          columns: [
            { heading: 'Step', numeric: true },
            { heading: 'What' },
            { heading: 'Decided' },
            { heading: 'By' },
            { heading: 'Reason' },
          ],
          rows: steps.map((step, index) => {
            const event = decided.find((each) => each.step === index + 1);
            return [
              String(index + 1),
              step.name,
              event === undefined
                ? 'Not decided'
                : `${event.kind === 'approved' ? 'Approved' : 'Refused'}, ${londonTime(event.at)}`,
              event === undefined
                ? ''
                : nameOf(event.actor) + (event.forPerson === null ? '' : ` for ${nameOf(`person:${event.forPerson}`)}`),
              event?.reason ?? '',
            ];
          }),
        };
  return {
    blocks: [needed],
    data: { steps, decisions: decided },
    facts: {
      approvals: {
        requestedBy: askedBy,
        approvedBy: decided.filter((each) => each.kind === 'approved').map((each) => each.actor),
      },
    },
  };
}
