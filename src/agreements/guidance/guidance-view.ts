import { formatDate, isoDate } from '../../kernel/dates.ts';
import type { Block, GuidanceSource, Statement } from './guidance-definition.ts';
import type { GuidancePage } from './load-guidance.ts';
import { paymentPicture } from './payment-picture.ts';

/** A source as the foot of the page lists it. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
  readonly href?: string;
  readonly mark?: 'assumed' | 'check';
  /** How it is known, in words. */
  readonly known: string;
}

const known: Readonly<Record<GuidanceSource['standing'], string>> = {
  read: 'Read in the source',
  secondary: 'Read in an account of it',
  recalled: 'Not read: check before relying on it',
  practice: 'Our advice',
  demonstration: 'Invented for the demonstration',
};

/** The page for its template: statements numbered to their sources, pictures drawn. */
export function guidanceView(page: GuidancePage) {
  const order = new Map<string, number>();
  const cite = (keys: readonly string[] | undefined): readonly SourceLine[] =>
    (keys ?? []).map((key) => {
      if (!order.has(key)) order.set(key, order.size + 1);
      return sourceLine(page, key, order.get(key) ?? 0);
    });
  const sections = page.sections.map((section) => ({
    id: section.id,
    title: section.title,
    appliesTo: section.appliesTo,
    blocks: section.blocks.map((block) => blockView(block, section.sources, cite)),
  }));
  return {
    page,
    sections,
    updated: formatDate(isoDate(page.updated)),
    sources: [...order].map(([key, number]) => sourceLine(page, key, number)),
    law: page.law,
  };
}

function sourceLine(page: GuidancePage, key: string, number: number): SourceLine {
  const source = page.sources[key];
  if (source === undefined) return { number, text: key, known: '' };
  const date = source.date === undefined ? '' : `, ${formatDate(isoDate(source.date))}`;
  const publisher = source.publisher === undefined ? '' : `. ${source.publisher}`;
  return {
    number,
    text: `${source.title}${publisher}${date}`,
    known: known[source.standing],
    ...(source.url === undefined ? {} : { href: source.url }),
    ...(source.standing === 'recalled' ? { mark: 'check' } : {}),
    ...(source.standing === 'demonstration' ? { mark: 'assumed' } : {}),
  };
}

type Cite = (keys: readonly string[] | undefined) => readonly SourceLine[];

function blockView(block: Block, sectionSources: readonly string[] | undefined, cite: Cite) {
  const inherited = block.sources ?? sectionSources;
  const statements = (list: readonly (string | Statement)[] | undefined) =>
    list === undefined ? undefined : sharedMark(list.map((each) => statementView(each, inherited, cite)));
  const [list, steps, warnings] = [block.list, block.steps, block.warnings].map(statements);
  return {
    ...block,
    list: list?.statements,
    steps: steps?.statements,
    warnings: warnings?.statements,
    mark: list?.mark ?? steps?.mark ?? warnings?.mark,
    text: block.text === undefined ? undefined : statementView(block.text, inherited, cite),
    cites: block.table === undefined && block.terms === undefined ? [] : cite(inherited),
    payments: block.payments === undefined ? undefined : { ...block.payments, ...paymentPicture(block.payments) },
    ladder: block.ladder,
  };
}

type StatementView = ReturnType<typeof statementView>;

/** Where every statement of a list carries the same mark it is said once, under the list. */
function sharedMark(statements: readonly StatementView[]): {
  readonly statements: readonly StatementView[];
  readonly mark: StatementView['mark'];
} {
  const mark = statements[0]?.mark;
  if (mark === undefined || statements.length < 2 || statements.some((each) => each.mark !== mark)) {
    return { statements, mark: undefined };
  }
  return { statements: statements.map((each) => ({ ...each, mark: undefined })), mark };
}

function statementView(statement: string | Statement, inherited: readonly string[] | undefined, cite: Cite) {
  const own: Statement = typeof statement === 'string' ? { text: statement } : statement;
  const cites = cite(own.sources ?? inherited);
  const from = own.from === undefined ? '' : `In force from ${formatDate(isoDate(own.from))}`;
  const to = own.to === undefined ? '' : `${from === '' ? 'In force' : ''} to ${formatDate(isoDate(own.to))}`;
  return {
    lead: own.lead,
    text: own.text,
    cites,
    dates: `${from}${to}`,
    mark: cites.find((each) => each.mark !== undefined)?.mark,
  };
}
