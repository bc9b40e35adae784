import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';

const root = resolve(import.meta.dirname, '..');

function textOf(...patterns: readonly string[]): string {
  return globSync([...patterns], { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(resolve(root, file), 'utf8'))
    .join('\n');
}

function found(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''));
}

const styles = textOf('web/styles/**/*.scss').replaceAll(/\/\/.*$/gm, '');
const sources = textOf('src/**/*.njk', 'web/templates/**/*.njk', 'src/**/*.ts', 'web/scripts/**/*.js');
const styled = found(styles, /\.(co-[a-z0-9_-]+)/g);
const written = found(sources, /(?<![\w/.-])(co-[a-z0-9_-]+)/g);

/** A name that ends in a dash is the beginning of one made in a template, such as `co-panel--{{ tone }}`. */
const beginnings = [...written].filter((name) => /[-_]$/.test(name));

/** Names that are there to be found by tests and by a reader's own style sheet. */
const bare = new Set<string>([]);

describe('the style sheet', () => {
  it('has a style for each class that pages write', () => {
    const missing = [...written].filter((name) => !/[-_]$/.test(name) && !styled.has(name) && !bare.has(name));
    assert.deepEqual(missing, []);
  });

  it('has no style that no page uses', () => {
    const unused = [...styled].filter(
      (name) => !written.has(name) && !beginnings.some((beginning) => name.startsWith(beginning)),
    );
    assert.deepEqual(unused, []);
  });

  it('brings in only the components of govuk-frontend that pages use', () => {
    const brought = found(styles, /govuk\/components\/([a-z-]+)/g);
    const unused = [...brought].filter(
      (name) => !sources.includes(`govuk-${name}`) && !sources.includes(`govuk/components/${name}/`),
    );
    assert.deepEqual(unused, []);
  });

  it('brings in every component of govuk-frontend that a template imports', () => {
    const brought = found(styles, /govuk\/components\/([a-z-]+)/g);
    const missing = [...found(sources, /govuk\/components\/([a-z-]+)\/macro/g)].filter((name) => !brought.has(name));
    assert.deepEqual(missing, []);
  });
});
