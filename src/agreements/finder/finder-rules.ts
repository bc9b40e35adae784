import type { Problem } from '../../kernel/outcome.ts';
import { nearestWord } from '../loading/nearest-word.ts';
import type { YamlFile, YamlPath } from '../loading/yaml-file.ts';
import { type AgreementPack, lotCovers } from '../pack.ts';
import type { BuyerClass } from '../reference.ts';
import type { FinderDefinition } from './finder-definition.ts';
import { buildFinder, type Finder } from './finder.ts';
import { valueWords } from './value-reasons.ts';

/** What a finder is checked against, besides itself. */
export interface FinderSurroundings {
  readonly pack: AgreementPack;
  readonly buyerClasses: readonly BuyerClass[];
  /** Ids of the category tree; absent: not checked. */
  readonly categories?: ReadonlySet<string> | undefined;
  /** Slugs of the agreement's guidance. */
  readonly guidance: ReadonlySet<string>;
}

/** What a finder says that its agreement, its own questions or its sources do not bear out, by file and line. */
export function finderProblems(
  file: YamlFile,
  definition: FinderDefinition,
  surroundings: FinderSurroundings,
): readonly Problem[] {
  const finder = buildFinder(surroundings.pack, definition, surroundings.buyerClasses);
  return [
    ...questionProblems(file, definition),
    ...optionProblems(file, definition, surroundings),
    ...whenProblems(file, definition, finder),
    ...lotProblems(file, definition, surroundings.pack),
    ...keyProblems(file, definition, surroundings.guidance),
  ];
}

function problem(
  file: YamlFile,
  path: YamlPath,
  code: string,
  value: string,
  message: string,
  remedy: string,
): Problem {
  return { code, path: file.at(path), value, message, remedy };
}

/** Names that addresses use for something else. */
const reserved: ReadonlySet<string> = new Set(['agreement', 'answer', 'continue', 'on', 'quantity', 'questions']);

function questionProblems(file: YamlFile, definition: FinderDefinition): readonly Problem[] {
  return definition.questions.flatMap((question, at) => {
    const path = ['questions', at];
    const found: Problem[] = [];
    if (definition.questions.findIndex((each) => each.id === question.id) !== at) {
      found.push(
        problem(
          file,
          [...path, 'id'],
          'duplicate-question',
          question.id,
          `Two questions are called "${question.id}".`,
          'Give one of them another id.',
        ),
      );
    }
    if (reserved.has(question.id)) {
      found.push(
        problem(
          file,
          [...path, 'id'],
          'reserved-name',
          question.id,
          `A question cannot be called "${question.id}": addresses use the word.`,
          'Choose another id.',
        ),
      );
    }
    if (question.kind === 'money' && question.amount === undefined) {
      found.push(
        problem(
          file,
          path,
          'missing-amount',
          question.id,
          'A money question needs "amount".',
          'Add its label, hint and maximum.',
        ),
      );
    }
    if (question.kind === 'choice' && question.options.length === 0 && question.optionsFrom === undefined) {
      found.push(
        problem(file, path, 'no-options', question.id, 'A choice needs options.', 'Add options, or optionsFrom.'),
      );
    }
    if (!question.options.some((each) => each.unknown === true)) {
      found.push(
        problem(
          file,
          path,
          'no-way-on',
          question.id,
          `"${question.title}" has no answer for somebody who does not know.`,
          'Add an option with "unknown: true".',
        ),
      );
    }
    if (
      question.quantity !== undefined &&
      definition.questions.findIndex((each) => each.quantity !== undefined) !== at
    ) {
      found.push(
        problem(
          file,
          path,
          'second-quantity',
          question.id,
          'Only one question can ask for a quantity.',
          'Take "quantity" out of this one.',
        ),
      );
    }
    return found;
  });
}

function optionProblems(
  file: YamlFile,
  definition: FinderDefinition,
  { pack, buyerClasses, categories }: FinderSurroundings,
): readonly Problem[] {
  const requirements = new Set(pack.lots.flatMap((lot) => lot.requirements.map((each) => each.id)));
  return definition.questions.flatMap((question, at) =>
    question.options.flatMap((option, place) => {
      const path = ['questions', at, 'options', place];
      const found: Problem[] = [];
      if (question.options.findIndex((each) => each.id === option.id) !== place) {
        found.push(
          problem(
            file,
            [...path, 'id'],
            'duplicate-option',
            option.id,
            `Two options of "${question.id}" are called "${option.id}".`,
            'Give one of them another id.',
          ),
        );
      }
      for (const key of ['categories', 'orCategories'] as const) {
        for (const category of option[key] ?? []) {
          if (categories !== undefined && !categories.has(category)) {
            found.push(
              problem(
                file,
                [...path, key],
                'unknown-category',
                category,
                `There is no category "${category}".`,
                didYouMean(category, [...categories]),
              ),
            );
          }
        }
      }
      const needed = option.categories ?? [];
      if (needed.length > 0 && !pack.lots.some((lot) => needed.every((each) => lotCovers(lot, each)))) {
        found.push(
          problem(
            file,
            [...path, 'categories'],
            'uncovered-need',
            option.id,
            `No lot covers everything that "${option.text}" needs (${needed.join(', ')}).`,
            'Name categories that one lot covers together.',
          ),
        );
      }
      if (option.buyerClass !== undefined && !buyerClasses.some((each) => each.id === option.buyerClass)) {
        found.push(
          problem(
            file,
            [...path, 'buyerClass'],
            'unknown-buyer-class',
            option.buyerClass,
            `There is no class of buyer "${option.buyerClass}".`,
            didYouMean(
              option.buyerClass,
              buyerClasses.map((each) => each.id),
            ),
          ),
        );
      }
      for (const id of option.requires ?? []) {
        if (requirements.has(id)) continue;
        found.push(
          problem(
            file,
            [...path, 'requires'],
            'unknown-requirement',
            id,
            `No lot places the requirement "${id}" on its suppliers.`,
            didYouMean(id, [...requirements]),
          ),
        );
      }
      return found;
    }),
  );
}

/** Conditions may name only questions and words that exist; those of questions and options only earlier questions. */
function whenProblems(file: YamlFile, definition: FinderDefinition, finder: Finder): readonly Problem[] {
  const words = new Map(
    finder.questions.map((question) => [
      question.id,
      new Set([
        ...question.options.flatMap((each) => [each.id, ...(each.tags ?? [])]),
        ...(question.kind === 'money' ? ['amount', ...valueWords] : []),
      ]),
    ]),
  );
  const ids = [...words.keys()];
  const check = (
    path: YamlPath,
    when: Readonly<Record<string, readonly string[]>>,
    before: number,
  ): readonly Problem[] =>
    Object.entries(when).flatMap(([id, named]) => {
      const known = words.get(id);
      if (known === undefined) {
        return [
          problem(file, [...path, id], 'unknown-question', id, `There is no question "${id}".`, didYouMean(id, ids)),
        ];
      }
      if (ids.indexOf(id) >= before) {
        return [
          problem(
            file,
            [...path, id],
            'later-question',
            id,
            `This depends on "${id}", which is asked later.`,
            'Depend only on questions that come before.',
          ),
        ];
      }
      return named
        .filter((word) => !known.has(word))
        .map((word) =>
          problem(
            file,
            [...path, id],
            'unknown-answer',
            word,
            `"${id}" has no answer or tag "${word}".`,
            didYouMean(word, [...known]),
          ),
        );
    });
  const lists = [
    ['closures', definition.closures],
    ['preferences', definition.preferences],
    ['advice', definition.advice],
    ['notes', definition.notes],
    ['steps', definition.steps],
  ] as const;
  return [
    ...definition.questions.flatMap((question, at) => [
      ...check(['questions', at, 'when'], question.when ?? {}, at),
      ...question.options.flatMap((option, place) =>
        check(['questions', at, 'options', place, 'when'], option.when ?? {}, at),
      ),
    ]),
    ...lists.flatMap(([key, rules]) =>
      rules.flatMap((rule, at) => check([key, at, 'when'], rule.when, definition.questions.length)),
    ),
  ];
}

function lotProblems(file: YamlFile, definition: FinderDefinition, pack: AgreementPack): readonly Problem[] {
  const known = pack.lots.map((each) => each.number);
  const check = (path: YamlPath, lots: readonly string[]): readonly Problem[] =>
    lots
      .filter((each) => !known.includes(each))
      .map((each) =>
        problem(
          file,
          path,
          'unknown-lot',
          each,
          `The agreement has no lot ${each}.`,
          `Use one of: ${known.join(', ')}.`,
        ),
      );
  return [
    ...definition.closures.flatMap((each, at) => check(['closures', at, 'lots'], each.lots)),
    ...definition.notes.flatMap((each, at) => check(['notes', at, 'lots'], each.lots)),
    ...definition.preferences.flatMap((each, at) => [
      ...check(['preferences', at, 'lots'], each.lots ?? []),
      ...check(['preferences', at, 'lastLots'], each.lastLots ?? []),
    ]),
  ];
}

function keyProblems(file: YamlFile, definition: FinderDefinition, guidance: ReadonlySet<string>): readonly Problem[] {
  const keys = Object.keys(definition.sources);
  const source = (path: YamlPath, key: string): readonly Problem[] =>
    keys.includes(key)
      ? []
      : [problem(file, path, 'unknown-source', key, `There is no source "${key}".`, didYouMean(key, keys))];
  return [
    ...definition.closures.flatMap((each, at) => source(['closures', at, 'source'], each.source)),
    ...definition.advice.flatMap((each, at) => [
      ...source(['advice', at, 'source'], each.source),
      ...(each.guidance === undefined || guidance.has(each.guidance)
        ? []
        : [
            problem(
              file,
              ['advice', at, 'guidance'],
              'unknown-guidance',
              each.guidance,
              `There is no guidance page "${each.guidance}".`,
              didYouMean(each.guidance, [...guidance]),
            ),
          ]),
    ]),
    ...definition.questions.flatMap((question, at) =>
      question.options.flatMap((option, place) =>
        option.routes === undefined
          ? []
          : source(['questions', at, 'options', place, 'routes', 'source'], option.routes.source),
      ),
    ),
  ];
}

function didYouMean(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near === undefined ? `Known: ${known.slice(0, 30).join(', ')}.` : `Did you mean "${near}"?`;
}
