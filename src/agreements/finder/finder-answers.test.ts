import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exampleGuides } from '../../../test/fixtures/example-guides.ts';
import { answerInWords, answersAsText, nextQuestion, questionPath, readAnswers } from './finder-answers.ts';

const { first: finder } = await exampleGuides();
type Raw = Readonly<Record<string, unknown>>;
const ids = (raw: Raw): readonly string[] =>
  questionPath(finder, readAnswers(finder, raw).answers).map((each) => each.id);
const next = (raw: Raw): string | undefined => nextQuestion(finder, readAnswers(finder, raw).answers)?.id;

describe('the path of questions', () => {
  it('has seven at the most, and leaves out what does not matter', () => {
    const all = ['what', 'buyer', 'how', 'value', 'route', 'time', 'clearance'];
    assert.deepEqual(ids({}), all);
    assert.deepEqual(ids({ what: 'laptops' }), all);
    assert.deepEqual(
      ids({ what: 'dispose' }),
      all.filter((each) => each !== 'how'),
    );
  });

  it('goes on with the first question that has no answer', () => {
    assert.equal(next({}), 'what');
    assert.equal(next({ what: 'dispose', buyer: 'police' }), 'value');
    assert.equal(next({ what: 'laptops', buyer: 'police', value: '1', route: 'unknown' }), 'how');
    const all = { what: 'dispose', buyer: 'police', value: '1', route: 'unknown', time: 'later', clearance: 'no' };
    assert.equal(next(all), undefined);
  });

  it('drops an answer that no longer fits when an earlier one is changed', () => {
    assert.deepEqual(answersAsText(readAnswers(finder, { what: 'dispose', how: 'lease' }).answers), {
      what: 'dispose',
    });
    const { answers, problems } = readAnswers(finder, { what: 'software', how: 'lease' });
    assert.deepEqual(answersAsText(answers), { what: 'software' });
    assert.equal(problems[0]?.path, 'how');
  });
});

describe('an answer', () => {
  const cases: readonly (readonly [Raw, string])[] = [
    [{ what: 'laptops', quantity: '30' }, '30 laptops'],
    [{ what: 'laptops', quantity: '1' }, '1 laptop'],
    [{ what: 'laptops', quantity: '5,000' }, '5,000 laptops'],
    [{ what: 'laptops', quantity: 30 }, '30 laptops'],
    [{ what: 'laptops' }, 'Laptops'],
    [{ what: 'cloud', quantity: '30' }, 'Cloud services'],
    [{ what: 'dispose' }, 'Re-use or disposal'],
    [{ value: '12000' }, 'About £12,000 excluding VAT'],
    [{ value: '£12,000.50' }, 'About £12,000.50 excluding VAT'],
    [{ value: ['', 'unknown'] }, 'I do not know yet'],
  ];
  for (const [raw, text] of cases) {
    it(`reads ${JSON.stringify(raw)} as "${text}"`, () => {
      const { answers, problems } = readAnswers(finder, raw);
      assert.deepEqual(problems, []);
      assert.deepEqual([...answers.values()].map(answerInWords), [text]);
    });
  }

  const wrong: readonly (readonly [Raw, string, string])[] = [
    [{ what: 'spaceship' }, 'unknown-answer', 'what'],
    [{ what: ['laptops', 'tablets'] }, 'unknown-answer', 'what'],
    [{ what: 'laptops', quantity: '0' }, 'wrong-quantity', 'quantity'],
    [{ what: 'laptops', quantity: '-3' }, 'wrong-quantity', 'quantity'],
    [{ what: 'laptops', quantity: '2.5' }, 'wrong-quantity', 'quantity'],
    [{ value: 'lots' }, 'wrong-amount', 'value'],
    [{ value: '-1' }, 'wrong-amount', 'value'],
    [{ value: '1e9' }, 'wrong-amount', 'value'],
    [{ value: '1000000001' }, 'wrong-amount', 'value'],
    [{ value: ['12000', 'unknown'] }, 'wrong-amount', 'value'],
  ];
  for (const [raw, code, path] of wrong) {
    it(`refuses ${JSON.stringify(raw)} and says what to do`, () => {
      const { problems } = readAnswers(finder, raw);
      assert.deepEqual(
        problems.map((each) => [each.code, each.path]),
        [[code, path]],
      );
      assert.notEqual(problems[0]?.remedy, '');
    });
  }

  it('names what is not a question', () => {
    assert.deepEqual(readAnswers(finder, { colour: 'red', what: 'laptops' }).unknown, ['colour']);
  });

  it('survives any words, and keeps its meaning through an address', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('laptops', 'police', 'unknown', 'lease', '12000', 'no'));
    const raw = fc.dictionary(fc.constantFrom('what', 'buyer', 'how', 'value', 'quantity', 'clearance'), word);
    fc.assert(
      fc.property(raw, (given) => {
        const { answers } = readAnswers(finder, given);
        const text = answersAsText(answers);
        const again = readAnswers(finder, Object.fromEntries(new URLSearchParams(text)));
        assert.deepEqual(again.problems, []);
        assert.deepEqual(answersAsText(again.answers), text);
      }),
    );
  });
});
