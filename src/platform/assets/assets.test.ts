import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fastify from 'fastify';
import { preferredEncoding } from './assets.ts';
import { iconMarkup, readIcons } from './icons.ts';
import { createAssets } from './index.ts';
import { compileStyles } from './styles.ts';

const root = join(import.meta.dirname, '../../..');
const modules = join(root, 'node_modules');

/** A folder `web` with one of everything. */
async function smallWeb(t: TestContext): Promise<{ web: string; cache: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'calloff-assets-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const web = join(folder, 'web');
  await mkdir(join(web, 'styles/patterns'), { recursive: true });
  for (const each of ['assets', 'scripts', 'icons']) await mkdir(join(web, each));
  await writeFile(join(web, 'styles/calloff.scss'), `@use 'patterns/box';\n`);
  await writeFile(join(web, 'styles/patterns/_box.scss'), `.box { color: #123456; &:hover { color: red; } }\n`);
  await writeFile(join(web, 'assets/favicon.png'), Buffer.from([1, 2, 3]));
  await writeFile(join(web, 'scripts/small.js'), 'void 0;\n'.repeat(200));
  await writeFile(join(web, 'icons/dot.svg'), '<svg viewBox="0 0 24 24"><circle fill="#ddeceb" r="3"/></svg>');
  return { web, cache: join(folder, 'build') };
}

describe('the style sheet', () => {
  it('is compiled once for each state of its sources', async (t) => {
    const { web, cache } = await smallWeb(t);
    const options = { folder: join(web, 'styles'), entry: 'calloff.scss', modules, cache };
    assert.equal((await compileStyles(options)).trim(), '.box{color:#123456}.box:hover{color:red}');
    const [kept] = await readdir(cache);
    await writeFile(join(cache, kept ?? ''), 'kept');
    assert.equal(await compileStyles(options), 'kept');
    await writeFile(join(web, 'styles/patterns/_box.scss'), '.box { color: blue; }\n');
    assert.equal((await compileStyles(options)).trim(), '.box{color:blue}');
  });

  it('is compiled all the same where nothing can be written', async (t) => {
    const { web, cache } = await smallWeb(t);
    await writeFile(cache, 'a file where the folder should be');
    const css = await compileStyles({ folder: join(web, 'styles'), entry: 'calloff.scss', modules, cache });
    assert.match(css, /\.box/);
  });

  it('stops the start when it has a mistake', async (t) => {
    const { web, cache } = await smallWeb(t);
    await writeFile(join(web, 'styles/patterns/_box.scss'), '.box { color: ');
    await assert.rejects(
      compileStyles({ folder: join(web, 'styles'), entry: 'calloff.scss', modules, cache }),
      /Expected expression/,
    );
  });
});

describe('assets', () => {
  it('have addresses that change with their content and may be kept for ever', async (t) => {
    const { web, cache } = await smallWeb(t);
    const assets = await createAssets({ web, modules, cache });
    const server = fastify();
    t.after(() => server.close());
    await server.register(assets.plugin);
    const address = assets.asset('small.js');
    assert.match(address, /^\/assets\/small-[0-9a-f]{12}\.js$/);
    const plain = await server.inject(address);
    assert.equal(plain.statusCode, 200);
    assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(plain.headers['content-type'], 'text/javascript; charset=utf-8');
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.match(plain.body, /^void 0;/);

    const packed = await server.inject({ url: address, headers: { 'accept-encoding': 'gzip, deflate, br' } });
    assert.equal(packed.headers['content-encoding'], 'br');
    assert.equal(packed.headers['vary'], 'accept-encoding');
    assert.equal(brotliDecompressSync(packed.rawPayload).toString(), plain.body);
    const zipped = await server.inject({ url: address, headers: { 'accept-encoding': 'gzip' } });
    assert.equal(gunzipSync(zipped.rawPayload).toString(), plain.body);
    const picture = await server.inject({ url: assets.asset('favicon.png'), headers: { 'accept-encoding': 'br' } });
    assert.equal(picture.headers['content-encoding'], undefined);
    assert.deepEqual([...picture.rawPayload], [1, 2, 3]);

    await writeFile(join(web, 'scripts/small.js'), 'void 1;\n');
    assert.notEqual((await createAssets({ web, modules, cache })).asset('small.js'), address);
  });

  it('serve nothing but themselves', async (t) => {
    const { web, cache } = await smallWeb(t);
    await symlink('/etc/passwd', join(web, 'assets/passwd.txt'));
    const assets = await createAssets({ web, modules, cache });
    const server = fastify();
    t.after(() => server.close());
    await server.register(assets.plugin);
    for (const url of ['/assets/small.js', '/assets/..%2f..%2fpackage.json', '/assets/passwd.txt', '/assets/']) {
      assert.equal((await server.inject(url)).statusCode, 404, url);
    }
    assert.throws(() => assets.asset('passwd.txt'));
    assert.throws(() => assets.asset('missing.css'), /There is no asset called missing\.css/);
  });

  it('choose the smallest encoding the client takes', () => {
    const cases = [
      [undefined, undefined],
      ['identity', undefined],
      ['gzip', 'gzip'],
      ['gzip, br;q=0', 'gzip'],
      ['gzip;q=0.5, BR;q=0.1', 'br'],
      ['br;q=0.0', undefined],
    ] as const;
    for (const [header, encoding] of cases) assert.equal(preferredEncoding(header), encoding, String(header));
  });
});

describe('icons', () => {
  it('lose their outer element and take their tint from the page', () => {
    const svg =
      '<svg viewBox="0 0 24 24" stroke="#12262b"><rect fill="#ddeceb" x="1"/><circle fill="#fff" r="2"/></svg>';
    assert.equal(iconMarkup(svg), '<rect class="t" x="1"/><circle fill="#fff" r="2"/>');
  });

  it('are refused with another colour, a style or a script', () => {
    for (const inner of [
      '<path fill="#ff0000"/>',
      '<path style="fill:red"/>',
      '<script/>',
      '<path onload="x()"/>',
      '',
    ]) {
      assert.throws(() => iconMarkup(`<svg>${inner}</svg>`), Error, inner);
    }
  });

  it('of the project can all be used', async () => {
    const icons = await readIcons(join(root, 'web/icons'));
    assert.ok(icons.size >= 40);
    assert.match(icons.get('laptop') ?? '', /class="t"/);
    const text = await readFile(join(root, 'web/icons/laptop.svg'), 'utf8');
    assert.match(text, /#ddeceb/);
  });
});
