import type { AgreementPack } from '../pack.ts';
import type { BuyerClass } from '../reference.ts';
import type { FinderDefinition, FinderOption, FinderQuestionDefinition } from './finder-definition.ts';

/** A question with the options a person can choose, those made from the agreement's buyers included. */
export interface FinderQuestion extends Omit<FinderQuestionDefinition, 'options' | 'optionsFrom'> {
  readonly options: readonly FinderOption[];
}

/** The finder of one agreement, ready to ask and to decide. */
export interface Finder {
  readonly pack: AgreementPack;
  readonly definition: FinderDefinition;
  readonly questions: readonly FinderQuestion[];
}

/** Joins the finder's file with the agreement it belongs to: the buyers listed there become options. */
export function buildFinder(
  pack: AgreementPack,
  definition: FinderDefinition,
  buyerClasses: readonly BuyerClass[],
): Finder {
  const questions = definition.questions.map(({ optionsFrom, options, ...rest }) => ({
    ...rest,
    options:
      optionsFrom === 'buyers' ? [...buyerOptions(pack, buyerClasses, options), ...ownOptions(options)] : options,
  }));
  return { pack, definition, questions };
}

/** An option for each buyer class of the agreement; the file may add words to one by naming its class. */
function buyerOptions(
  pack: AgreementPack,
  classes: readonly BuyerClass[],
  written: readonly FinderOption[],
): readonly FinderOption[] {
  return pack.buyers.flatMap((buyer) => {
    const known = classes.find((each) => each.id === buyer.class);
    if (known === undefined) return [];
    const words = written.find((each) => each.buyerClass === buyer.class);
    const sector = pack.sectors.find((each) => each.id === known.sector);
    return [
      {
        text: known.name,
        ...(sector === undefined ? {} : { group: sector.name.value }),
        ...words,
        id: known.id,
        buyerClass: known.id,
        tags: [known.sector, ...(words?.tags ?? [])],
      },
    ];
  });
}

function ownOptions(options: readonly FinderOption[]): readonly FinderOption[] {
  return options.filter((each) => each.buyerClass === undefined);
}
