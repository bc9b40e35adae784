import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

const root = resolve(import.meta.dirname, '..');
const cruiser = join(root, 'node_modules/.bin/depcruise');

/** A small house of its own, with the project's walls. */
function house(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'calloff-walls-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  copyFileSync(join(root, '.dependency-cruiser.cjs'), join(folder, '.dependency-cruiser.cjs'));
  copyFileSync(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function cruise(folder: string): { readonly status: number | null; readonly output: string } {
  const run = spawnSync(process.execPath, [cruiser, '--config', '.dependency-cruiser.cjs', 'src'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status: run.status, output: run.stdout + run.stderr };
}

const sound = {
  'src/kernel/money.ts': 'export const penny = 1;\n',
  'src/platform/database/index.ts': "import { penny } from '../../kernel/money.ts';\nexport const db = penny;\n",
  'src/agreements/index.ts': "import { penny } from '../kernel/money.ts';\nexport const lots = penny;\n",
  'src/agreements/lot.ts': 'export const lot = 1;\n',
  'src/catalogue/offer-store.ts': 'export const rows = 1;\n',
  'src/catalogue/index.ts': "import { lots } from '../agreements/index.ts';\nexport const offers = lots;\n",
  'src/app.ts': "import { offers } from './catalogue/index.ts';\nexport const app = offers;\n",
};

const seeded: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['agreements-imports-no-higher-module', 'src/agreements/up.ts', "export * from '../catalogue/index.ts';\n"],
  ['modules-through-their-door', 'src/catalogue/side.ts', "export * from '../agreements/lot.ts';\n"],
  ['kernel-is-the-ground', 'src/kernel/file.ts', "export { readFileSync } from 'node:fs';\n"],
  ['platform-knows-no-procurement', 'src/platform/lots.ts', "export * from '../agreements/index.ts';\n"],
  ['pages-and-api-touch-no-store', 'src/catalogue/offer-pages.ts', "export { rows } from './offer-store.ts';\n"],
  ['rules-are-pure', 'src/catalogue/pricing.ts', "export { sql } from 'kysely';\n"],
  ['nobody-imports-the-app', 'src/catalogue/wire.ts', "export * from '../app.ts';\n"],
  ['app-through-doors', 'src/main.ts', "export * from './agreements/lot.ts';\n"],
  ['no-circle', 'src/agreements/lot.ts', "export { two } from './two.ts';\nexport const lot = 1;\n"],
];

describe('The walls of the house', () => {
  it('let a sound house pass', (t) => {
    const { status, output } = cruise(house(t, sound));
    assert.equal(status, 0, output);
  });

  for (const [rule, file, text] of seeded) {
    it(`stop ${rule}`, (t) => {
      const two = rule === 'no-circle' ? { 'src/agreements/two.ts': "export { lot as two } from './lot.ts';\n" } : {};
      const { status, output } = cruise(house(t, { ...sound, ...two, [file]: text }));
      assert.notEqual(status, 0, 'the seeded violation was let through');
      assert.match(output, new RegExp(rule));
    });
  }

  it('no agreement is named in the code', () => {
    const named = globSync('src/**/*.{ts,njk}', { cwd: root })
      .filter((file) => !/\.(test|fixture)\.ts$/.test(file))
      .filter((file) => /\bRM\d{4}/.test(readFileSync(join(root, file), 'utf8')));
    assert.deepEqual(named, []);
  });
});

describe('Files', () => {
  it('fit on a few screens, or say at their head why they are long', () => {
    const long = globSync(['{src,web,test,bench,agreements,reference}/**/*.{ts,njk,scss,yaml}', 'bin/*.js'], {
      cwd: root,
    })
      .filter((file) => !file.includes('node_modules'))
      .filter((file) => {
        const lines = readFileSync(join(root, file), 'utf8').split('\n');
        return lines.length > 401 && !/^(\/\/|#|\{#) long: \w+/.test(lines[0] ?? '');
      });
    assert.deepEqual(long, []);
  });
});

describe('Templates', () => {
  const order = [
    ...['platform', 'agreements', 'organisations', 'footprint', 'funding', 'catalogue', 'contracts', 'purchasing'],
    ...['competitions', 'circular', 'returns', 'transparency', 'desk'],
  ];

  it('are named in full, and use only their own module, the shell, the official components and lower modules', () => {
    const wrong: string[] = [];
    for (const file of globSync(['src/**/*.njk', 'web/templates/**/*.njk'], { cwd: root })) {
      const own = file.startsWith('web/') ? 'web' : (file.split('/')[1] ?? '');
      const text = readFileSync(join(root, file), 'utf8');
      for (const [, name = ''] of text.matchAll(/\{%-?\s*(?:extends|include|import|from)\s+['"]([^'"]+)['"]/g)) {
        const from = name.split('/')[0] ?? '';
        const shared = ['shell', 'errors', 'govuk'].includes(from);
        const lower = order.includes(from) && order.indexOf(from) <= order.indexOf(own);
        if (!shared && !lower) wrong.push(`${file} uses ${name}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
});
