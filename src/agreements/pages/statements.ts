import { formatDate } from '../../kernel/dates.ts';
import { listInWords, plural } from '../../kernel/text.ts';
import type { AgreementPack, EarlierAgreement, Lot, LotRoute, Sourced } from '../pack.ts';
import type { ReferenceFacts } from '../reference.ts';
import {
  allowedWords,
  chargeInWords,
  dayOrMonth,
  daysInWords,
  pounds,
  priceControlInWords,
  routeNames,
} from './value-words.ts';

/** One value of the pack in words, with where it comes from. */
export interface Statement {
  readonly what: string;
  readonly value: string;
  readonly origin: Sourced<unknown>;
  /** How the list of assumptions calls it; values with the same words are named there once, with their lots. */
  readonly assumedAs?: string;
}

export interface StatementGroup {
  readonly id: string;
  readonly title: string;
  readonly lot?: string;
  readonly statements: readonly Statement[];
}

/** Every value of the pack, in the order in which a person would look for it. */
export function statementsOf(pack: AgreementPack, reference: ReferenceFacts): readonly StatementGroup[] {
  return [
    { id: 'agreement', title: 'The agreement', statements: agreementStatements(pack) },
    { id: 'term', title: 'Term', statements: termStatements(pack) },
    { id: 'charges', title: 'Charges and prices', statements: chargeStatements(pack) },
    {
      id: 'routes',
      title: 'Routes to market',
      statements: pack.routes.flatMap((each) => [
        say(routeNames[each.kind], each.name),
        say(`${routeNames[each.kind]}, how it goes`, each.summary),
      ]),
    },
    ...pack.lots.map((lot) => ({
      id: `lot-${lot.number}`,
      title: `Lot ${lot.number}: ${lot.name.value}`,
      lot: lot.number,
      statements: lotStatements(pack, lot),
    })),
    { id: 'sectors', title: 'Sectors', statements: pack.sectors.map((each) => say('Sector', each.name)) },
    { id: 'buyers', title: 'Who may buy', statements: buyerStatements(pack, reference) },
    ...(pack.documents.length === 0
      ? []
      : [
          {
            id: 'documents',
            title: 'Documents',
            statements: pack.documents.map((each) =>
              say(
                each.version === undefined ? 'Document' : `Document, version ${each.version}`,
                each.title,
                "Titles of the agreement's documents",
              ),
            ),
          },
        ]),
    ...(pack.demonstration.length === 0
      ? []
      : [
          {
            id: 'demonstration',
            title: 'Invented for the demonstration',
            statements: pack.demonstration.map((each): Statement => ({
              what: 'Invented',
              value: each.value,
              origin: each,
              assumedAs: each.value,
            })),
          },
        ]),
  ];
}

function say(what: string, value: Sourced<string>, assumedAs?: string): Statement {
  return { what, value: value.value, origin: value, assumedAs: assumedAs ?? `${what}: ${value.value}` };
}

function sayAs(what: string, value: string, origin: Sourced<unknown>, assumedAs?: string): Statement {
  return { what, value, origin, assumedAs: assumedAs ?? `${what}: ${value}` };
}

function agreementStatements(pack: AgreementPack): readonly Statement[] {
  const { authority, regime, supplierCount, callOffs } = pack;
  return [
    say('Number', pack.number),
    say('Name', pack.name),
    say('Short name', pack.shortName),
    say('What it is for', pack.summary),
    say('Authority', authority.name),
    ...(authority.formerName === undefined ? [] : [say('Former name of the authority', authority.formerName)]),
    say('Law', regime.name),
    say('Rules applied', regime.id),
    ...pack.follows.flatMap((each) => earlier('Follows', each)),
    ...pack.combines.flatMap((each) => earlier('Combines', each)),
    ...(supplierCount === undefined
      ? []
      : [sayAs('Suppliers with a position', String(supplierCount.value), supplierCount)]),
    sayAs('Call-offs may run on after it ends', yesNo(callOffs.mayOutlive.value), callOffs.mayOutlive),
    ...(callOffs.maximumMonths === undefined
      ? []
      : [sayAs('Longest call-off', plural(callOffs.maximumMonths.value, 'month'), callOffs.maximumMonths)]),
  ];
}

function earlier(what: string, each: EarlierAgreement): readonly Statement[] {
  const assumedAs = what === 'Combines' ? 'Which earlier agreements it combines' : 'Which agreement it follows';
  const number = each.number.value;
  return [
    say(what, each.number, assumedAs),
    ...(each.name === undefined ? [] : [say(`${number}, name`, each.name, assumedAs)]),
    ...(each.ended === undefined
      ? []
      : [sayAs(`${number}, ended`, dayOrMonth(each.ended.value), each.ended, assumedAs)]),
  ];
}

function termStatements({ term, successor }: AgreementPack): readonly Statement[] {
  const { awarded, initial, extension } = term;
  return [
    ...(awarded === undefined
      ? []
      : [sayAs('Awarded', formatDate(awarded.value), awarded, `Award date: ${formatDate(awarded.value)}`)]),
    sayAs('Operational from', formatDate(term.operational.value), term.operational),
    sayAs('Initial term', plural(initial.months.value, 'month'), initial.months),
    sayAs('Initial term, last day', formatDate(initial.ends.value), initial.ends),
    ...(extension === undefined
      ? []
      : [
          sayAs('Extension', `up to ${plural(extension.maximumMonths.value, 'month')}`, extension.maximumMonths),
          sayAs('Extension, last day', formatDate(extension.ends.value), extension.ends),
          sayAs('Extension taken up', yesNo(extension.exercised.value), extension.exercised),
          ...(extension.exercisedOn === undefined
            ? []
            : [sayAs('Extension taken up on', formatDate(extension.exercisedOn.value), extension.exercisedOn)]),
          ...(extension.exercisedTo === undefined
            ? []
            : [sayAs('Extended to', formatDate(extension.exercisedTo.value), extension.exercisedTo)]),
        ]),
    ...term.otherEnds.map((each) =>
      sayAs(
        each.countedFrom === undefined
          ? 'Another end in use'
          : `Another end in use, if counted from ${each.countedFrom}`,
        formatDate(each.value),
        each,
      ),
    ),
    ...(successor === undefined
      ? []
      : [
          say('Successor', successor.name),
          sayAs('Successor, planned from', dayOrMonth(successor.starts.value), successor.starts),
          ...(successor.ends === undefined
            ? []
            : [sayAs('Successor, planned to', dayOrMonth(successor.ends.value), successor.ends)]),
          ...(successor.extendableTo === undefined
            ? []
            : [sayAs('Successor, extendable to', dayOrMonth(successor.extendableTo.value), successor.extendableTo)]),
        ]),
  ];
}

function chargeStatements(pack: AgreementPack): readonly Statement[] {
  const { percent, basis } = pack.managementCharge;
  const charge = `Management charge: ${chargeInWords(pack)}`;
  const { approvalAboveRise: rise, notableFall: fall } = pack.priceRules ?? {};
  const tell = pack.tellAuthorityAbove;
  return [
    sayAs('Management charge', `${percent.value}%`, percent, charge),
    sayAs(
      'Management charge, of what',
      basis.value === 'reported-sales' ? 'sales a supplier reports' : 'the estimated value of each contract awarded',
      basis,
      charge,
    ),
    ...(rise === undefined
      ? []
      : [
          sayAs(
            'A price rise needs approval above',
            `${rise.value}%`,
            rise,
            `Price rises above ${rise.value}% need approval`,
          ),
        ]),
    ...(fall === undefined
      ? []
      : [
          sayAs(
            'A price fall is pointed out above',
            `${fall.value}%`,
            fall,
            `Price falls of more than ${fall.value}% are pointed out`,
          ),
        ]),
    ...(tell === undefined
      ? []
      : [
          sayAs(
            'The authority is told of competitions above',
            pounds(tell.value),
            tell,
            `The authority is told of competitions above ${pounds(tell.value)}`,
          ),
        ]),
  ];
}

function lotStatements(pack: AgreementPack, lot: Lot): readonly Statement[] {
  const sectors = (ids: readonly string[]): string =>
    ids.length === pack.sectors.length
      ? 'All sectors'
      : listInWords(ids.map((id) => pack.sectors.find((each) => each.id === id)?.name.value ?? id));
  return [
    say('Name', lot.name, 'Names of lots'),
    say('Short name', lot.shortName, 'Names of lots'),
    say('In a line', lot.summary, 'What lots cover'),
    say('Scope', lot.scope, 'What lots cover'),
    sayAs('Covers', lot.covers.value.join('; '), lot.covers, 'What lots cover'),
    ...lot.requirements.map((each) => say('A supplier needs', each, 'What a supplier needs for a position')),
    sayAs('CPV codes', lot.cpv.value.join(', '), lot.cpv, 'CPV codes'),
    sayAs('Open to', sectors(lot.sectors.value), lot.sectors, 'Which sectors may use lots'),
    ...(lot.madeFor === undefined
      ? []
      : [sayAs('Made for', sectors(lot.madeFor.value), lot.madeFor, 'Which sectors lots were made for')]),
    sayAs(
      'Categories of the catalogue',
      lot.categories.value.join(', '),
      lot.categories,
      'Which categories of the catalogue belong to lots',
    ),
    ...lot.priceControls.map((each) =>
      sayAs(
        'Limit on prices',
        priceControlInWords(each),
        each.kind === 'maximum-price' ? each.amount : each.percent,
        'Limits on the prices of lots',
      ),
    ),
    ...lot.routes.flatMap(routeStatements),
  ];
}

function routeStatements(route: LotRoute): readonly Statement[] {
  const name = routeNames[route.kind];
  const { minimumValue, maximumValue, minimumMonths, maximumMonths } = route.limits;
  const limits = `Limits of ${name.toLowerCase()}`;
  return [
    // No words for the list of assumptions: it tells the routes of all lots together.
    { what: name, value: allowedWords[route.allowed.value], origin: route.allowed },
    { what: `${name}, why`, value: `because ${route.reason.value}`, origin: route.reason },
    ...route.conditions.map((each) => say(`${name}, condition`, each, `${name}: ${uncapital(each.value)}`)),
    ...(route.invited === undefined ? [] : [say(`${name}, who is asked`, route.invited, route.invited.value)]),
    ...(minimumValue === undefined
      ? []
      : [sayAs(`${name}, least value`, pounds(minimumValue.value), minimumValue, limits)]),
    ...(maximumValue === undefined
      ? []
      : [sayAs(`${name}, greatest value`, pounds(maximumValue.value), maximumValue, limits)]),
    ...(minimumMonths === undefined
      ? []
      : [sayAs(`${name}, shortest call-off`, plural(minimumMonths.value, 'month'), minimumMonths, limits)]),
    ...(maximumMonths === undefined
      ? []
      : [sayAs(`${name}, longest call-off`, plural(maximumMonths.value, 'month'), maximumMonths, limits)]),
    ...(route.typicalDays === undefined
      ? []
      : [
          sayAs(
            `${name}, usual time`,
            daysInWords(route.typicalDays.value),
            route.typicalDays,
            'How long a purchase takes by each route',
          ),
        ]),
  ];
}

function buyerStatements(pack: AgreementPack, reference: ReferenceFacts): readonly Statement[] {
  return pack.buyers.flatMap((each) => {
    const name = reference.buyerClasses.find((known) => known.id === each.class)?.name ?? each.class;
    return [
      sayAs(name, allowedWords[each.allowed.value], each.allowed, 'Who may buy'),
      sayAs(`${name}, why`, `because ${each.reason.value}`, each.reason, 'Who may buy'),
    ];
  });
}

function yesNo(value: boolean): string {
  return value ? 'Yes' : 'No';
}

function uncapital(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
