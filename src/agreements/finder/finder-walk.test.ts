import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type ExampleGuides, exampleGuides } from '../../../test/fixtures/example-guides.ts';
import { type IsoDate, isoDate } from '../../kernel/dates.ts';
import { lotCovers } from '../pack.ts';
import type { ReferenceFacts } from '../reference.ts';
import { decide } from './decide.ts';
import { nextQuestion, openOptions, questionPath, readAnswers } from './finder-answers.ts';
import type { Decision } from './finder-decision.ts';
import type { FinderOption } from './finder-definition.ts';
import type { Finder, FinderQuestion } from './finder.ts';
import { lineOn } from './value-lines.ts';

const on = isoDate('2026-11-23');
type Raw = Readonly<Record<string, string>>;

const effects = new WeakMap<FinderOption, string>();

/**
 * What an option does to the decision. Two options with the same effect differ in words only: their own, those of notes
 * beside other lots, and single next steps.
 */
function effect(finder: Finder, reference: ReferenceFacts, question: FinderQuestion, option: FinderOption): string {
  const told = effects.get(option);
  if (told !== undefined) return told;
  const {
    text: _text,
    hint: _hint,
    group: _group,
    short: _short,
    measure: _measure,
    thing: _thing,
    unknown,
    id,
    ...rest
  } = option;
  const { definition } = finder;
  const rules = [definition.closures, definition.preferences, definition.advice];
  const named = rules.map((list) => list.map((rule) => Object.values(rule.when).some((words) => words.includes(id))));
  const covered = finder.pack.lots.map((lot) => (option.categories ?? []).every((each) => lotCovers(lot, each)));
  const buyer = finder.pack.buyers.find((each) => each.class === option.buyerClass);
  const known = reference.buyerClasses.find((each) => each.id === option.buyerClass);
  // Not knowing matters by itself only where it is asked who buys.
  const asksWho = question.options.some((each) => each.buyerClass !== undefined);
  const key = JSON.stringify([
    { ...rest, categories: option.categories !== undefined, buyerClass: option.buyerClass !== undefined },
    named,
    covered,
    asksWho && unknown,
    [buyer?.allowed.value, known?.sector, known?.thresholdClass, known?.publicationClass],
  ]);
  effects.set(option, key);
  return key;
}

/** The answers to try for a question: every open option with an effect of its own, and an amount in each band. */
function tries(
  finder: Finder,
  reference: ReferenceFacts,
  question: FinderQuestion,
  raw: Raw,
  all: boolean,
): readonly string[] {
  const { answers } = readAnswers(finder, raw);
  const seen = new Set<string>();
  const options = openOptions(question, answers).filter((each) => {
    const key = all ? each.id : effect(finder, reference, question, each);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  if (question.kind !== 'money') return options.map((each) => each.id);
  const buyerClass = [...answers.values()].find(
    (each) => each.kind === 'option' && each.option.buyerClass !== undefined,
  );
  const known = reference.buyerClasses.find(
    (each) => buyerClass?.kind === 'option' && each.id === buyerClass.option.buyerClass,
  );
  const lines =
    known === undefined
      ? []
      : (['publication', 'procurement'] as const).flatMap(
          (kind) => lineOn(reference, kind, known, on)?.amountExcludingVat ?? [],
        );
  return [...options.map((each) => each.id), '1', ...lines.map((each) => String(Math.ceil(Number(each))))];
}

/** Follows every path from the given answers to its end. */
function walk(finder: Finder, reference: ReferenceFacts, raw: Raw, all: boolean, end: (raw: Raw) => void): void {
  const question = nextQuestion(finder, readAnswers(finder, raw).answers);
  if (question === undefined) {
    end(raw);
    return;
  }
  const options = tries(finder, reference, question, raw, all);
  if (options.length === 0) throw new Error(`No answer is possible to "${question.id}" after ${JSON.stringify(raw)}`);
  for (const option of options) walk(finder, reference, { ...raw, [question.id]: option }, all, end);
}

const sound = new Set<string>();

/** Whether words read whole; each text is looked at once. */
function reads(words: string): boolean {
  if (sound.has(words)) return true;
  if (/undefined|\{|\.\.|  | ,/.test(words)) return false;
  sound.add(words);
  return true;
}

/** What is wrong with a decision, in a word; undefined when it is an answer a person can act on. */
function deadEnd(decision: Decision): string | undefined {
  const { first, verdict, reasons, others, next } = decision;
  if (decision.title === '' || next.length === 0) return 'no title or no next step';
  if (verdict === 'no' ? first !== undefined : first === undefined || first.can === 'no')
    return 'verdict and route differ';
  if (verdict === 'no' && (!decision.lead.startsWith('Instead') || !reasons.some((each) => each.kind === 'not'))) {
    return 'a refusal without a reason or an instead';
  }
  if (reasons.length === 0) return 'no reasons';
  for (const reason of reasons) {
    if (reason.lead === '' || reason.source.text === '') return `a reason without words or source: ${reason.lead}`;
    if (!reads(`${reason.lead}${reason.text}`)) return `broken words: ${reason.lead}${reason.text}`;
  }
  for (const other of others) {
    if (other.can === 'no' && !other.note.startsWith('Because ')) return `closed without because: lot ${other.lot}`;
    if (other.can === 'no' && first !== undefined && !other.note.includes('Instead'))
      return `closed without instead: lot ${other.lot}`;
  }
  if (verdict === 'yes' && reasons[0]?.kind !== 'met') return 'says yes to a buyer who may not';
  return undefined;
}

function walkAll(finder: Finder, reference: ReferenceFacts, start: Raw, all: boolean, on: IsoDate) {
  let ends = 0;
  const verdicts = new Set<string>();
  walk(finder, reference, start, all, (raw) => {
    ends += 1;
    const { answers, problems } = readAnswers(finder, raw);
    const decision = decide(finder, answers, reference, on);
    verdicts.add(decision.verdict);
    const wrong = problems.length > 0 ? 'an answer was not understood' : deadEnd(decision);
    if (wrong !== undefined) assert.fail(`${wrong} after ${JSON.stringify(raw)}`);
    if (questionPath(finder, answers).length > 7) assert.fail(`more than seven questions after ${JSON.stringify(raw)}`);
  });
  return { ends, verdicts: [...verdicts].toSorted() };
}

describe('every path through the finder', () => {
  let guides: ExampleGuides;
  before(async () => {
    guides = await exampleGuides();
  });

  it('ends in an open route, or in a refusal with an instead and next steps', () => {
    // Options that differ in words only are walked once; the next test walks each of them.
    const { ends, verdicts } = walkAll(guides.first, guides.reference, {}, false, on);
    assert.ok(ends > 50_000, `walked ${ends} paths`);
    assert.deepEqual(verdicts, ['conditions', 'no', 'unsure', 'yes']);
  });

  it('ends so for every single need and kind of buyer, with nothing else known', () => {
    const { first, reference } = guides;
    const rest = { value: 'unknown', route: 'unknown', time: 'unknown', clearance: 'unknown' };
    const { ends } = walkAll(first, reference, rest, true, on);
    const [what, buyer] = first.questions;
    assert.ok(ends > (what?.options.length ?? 0) * (buyer?.options.length ?? 0));
  });

  it('ends so before the agreement opens, near its end and after it', () => {
    const { first, reference } = guides;
    const few = { value: 'unknown', route: 'unknown', time: 'unknown', clearance: 'no' };
    assert.deepEqual(walkAll(first, reference, few, false, isoDate('2023-10-30')).verdicts, ['no']);
    assert.deepEqual(walkAll(first, reference, few, false, isoDate('2027-10-31')).verdicts, ['no']);
    assert.ok(walkAll(first, reference, few, false, isoDate('2027-10-20')).verdicts.includes('yes'));
  });

  it('ends so in another agreement with its own questions, law, lots and routes', () => {
    const { verdicts } = walkAll(guides.second, guides.reference, {}, true, on);
    assert.deepEqual(verdicts, ['conditions', 'no', 'unsure']);
  });

  it('ends so when nothing at all is answered', () => {
    const decision = decide(guides.first, new Map(), guides.reference, on);
    assert.equal(deadEnd(decision), undefined);
    assert.equal(decision.verdict, 'unsure');
  });
});
