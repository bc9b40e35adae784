import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { nearestWord } from '../loading/nearest-word.ts';
import { datesProblems } from '../loading/row-rules.ts';
import { schemaProblems } from '../loading/schema-problems.ts';
import { readYamlFile, type YamlFile, type YamlPath } from '../loading/yaml-file.ts';
import { type Block, GuidanceDefinition } from './guidance-definition.ts';

const folderName = 'guidance';
const ending = '.yaml';

/** A page of guidance with its address. */
export interface GuidancePage extends GuidanceDefinition {
  readonly slug: string;
}

/** The slugs of an agreement's guidance pages: the names of the files in its `guidance` folder. */
export async function guidanceSlugs(folder: string): Promise<ReadonlySet<string>> {
  const names = await readdir(join(folder, folderName)).catch(() => []);
  return new Set(names.filter((each) => each.endsWith(ending)).map((each) => each.slice(0, -ending.length)));
}

/** Reads every guidance page of an agreement, in order; fails with every mistake, by file and line. */
export async function loadGuidance(folder: string): Promise<Outcome<readonly GuidancePage[]>> {
  const slugs = await guidanceSlugs(folder);
  const loaded = await Promise.all([...slugs].map((slug) => loadPage(join(folder, folderName), slug, slugs)));
  const problems = loaded.flatMap((each) => (each.ok ? [] : each.problems));
  if (problems.length > 0)
    return fail(...problems.map((each) => ({ ...each, path: `${folderName}/${each.path ?? ''}` })));
  const pages = loaded.flatMap((each) => (each.ok ? [each.value] : []));
  return succeed(pages.toSorted((a, b) => a.order - b.order));
}

async function loadPage(folder: string, slug: string, slugs: ReadonlySet<string>): Promise<Outcome<GuidancePage>> {
  const read = await readYamlFile(folder, `${slug}${ending}`);
  if (!read.ok) return read;
  const file = read.value;
  const { data } = file;
  if (!Value.Check(GuidanceDefinition, data)) return fail(...schemaProblems(GuidanceDefinition, file));
  const problems = [...datesProblems(file), ...pageProblems(file, data, slugs)];
  return problems.length > 0 ? fail(...problems) : succeed({ ...data, slug });
}

/** What a block can be; exactly one of these stands in each. */
export const blockKinds = [
  'text',
  'list',
  'steps',
  'warnings',
  'terms',
  'table',
  'payments',
  'line',
  'ladder',
  'tool',
  'links',
] as const satisfies readonly (keyof Block)[];

/** Blocks that state something, and so need a source of their own or of their section. */
const stating: ReadonlySet<string> = new Set(['text', 'list', 'steps', 'warnings', 'terms', 'table']);

function pageProblems(file: YamlFile, page: GuidanceDefinition, slugs: ReadonlySet<string>): readonly Problem[] {
  const problems: Problem[] = [];
  const report = (path: YamlPath, code: string, message: string, remedy: string): void => {
    problems.push({ code, path: file.at(path), message, remedy });
  };
  const known = Object.keys(page.sources);
  const used = new Set<string>();
  const checkSources = (path: YamlPath, keys: readonly string[] | undefined): void => {
    for (const key of keys ?? []) {
      used.add(key);
      if (known.includes(key)) continue;
      const near = nearestWord(key, known);
      report(
        path,
        'unknown-source',
        `"${key}" is not among the sources of this page.`,
        near === undefined ? 'Add it under sources.' : `Did you mean "${near}"?`,
      );
    }
  };
  const checkLink = (path: YamlPath, href: string): void => {
    const slug = /^\/guidance\/([^?#]+)/.exec(href)?.[1];
    if (slug !== undefined && !slugs.has(slug))
      report(path, 'broken-link', `There is no guidance page "${slug}".`, 'Correct the address.');
  };
  page.next.forEach((each, at) => {
    checkLink(['next', at, 'href'], each.href);
  });
  page.sections.forEach((section, at) => {
    if (page.sections.findIndex((each) => each.id === section.id) !== at) {
      report(
        ['sections', at, 'id'],
        'duplicate-section',
        `The section "${section.id}" stands here a second time.`,
        'Give it another id.',
      );
    }
    checkSources(['sections', at, 'sources'], section.sources);
    section.blocks.forEach((block, place) => {
      const path = ['sections', at, 'blocks', place];
      const kinds = blockKinds.filter((kind) => block[kind] !== undefined);
      if (kinds.length !== 1) {
        report(
          path,
          'wrong-block',
          `A block holds one thing; this one holds ${kinds.length === 0 ? 'nothing' : kinds.join(' and ')}.`,
          `Write one of: ${blockKinds.join(', ')}.`,
        );
      }
      checkSources([...path, 'sources'], block.sources);
      const covered = section.sources !== undefined || block.sources !== undefined;
      const statements = [...(block.list ?? []), ...(block.steps ?? []), ...(block.warnings ?? [])];
      for (const each of statements) if (typeof each !== 'string') checkSources(path, each.sources);
      const own =
        statements.length > 0 && statements.every((each) => typeof each !== 'string' && each.sources !== undefined);
      if (!covered && !own && kinds.some((kind) => stating.has(kind))) {
        report(
          path,
          'no-source',
          `Something in "${section.title}" has no source.`,
          'Add sources to the statement, the block or the section.',
        );
      }
      block.table?.rows.forEach((row, line) => {
        if (row.length !== block.table?.columns.length) {
          report(
            [...path, 'table', 'rows', line],
            'wrong-row',
            `This row has ${String(row.length)} cells for ${String(block.table?.columns.length)} columns.`,
            'Give it a cell for each column.',
          );
        }
      });
      block.links?.forEach((link, line) => {
        checkLink([...path, 'links', line], link.href);
      });
    });
  });
  for (const key of known) {
    if (!used.has(key))
      report(
        ['sources', key],
        'unused-source',
        `Nothing on this page names the source "${key}".`,
        'Name it, or take it out.',
      );
  }
  return problems;
}
