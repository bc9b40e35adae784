/**
 * The test command: format, types, lint, walls, unused code, then every test, ending with the runner's summary.
 * `npm test -- src/catalogue` runs only the tests whose path contains one of the words, without the checks.
 * `npm run test:long` runs every test with many more cases from a new seed, and the long files (`*.long.ts`) besides.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const bin = (name: string): string => join(root, 'node_modules/.bin', name);
const long = process.argv.includes('--long');
const words = process.argv.slice(2).filter((each) => each !== '--long');

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

const checks: readonly Check[] = [
  { name: 'types', command: [bin('tsc'), '-p', '.'] },
  { name: 'lint', command: [bin('eslint'), '--max-warnings', '0', '.'] },
  { name: 'format', command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'walls', command: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'src', 'test', 'bench'] },
  { name: 'unused code', command: [bin('knip'), '--no-progress'] },
];

const environment: NodeJS.ProcessEnv = { ...process.env, TZ: 'Europe/London', NODE_ENV: 'test', FORCE_COLOR: '0' };
if (long) {
  environment['CALLOFF_TEST_LONG'] = '1';
  environment['CALLOFF_TEST_SEED'] ??= String(Date.now() % 2_147_483_647);
  console.log(`The long run. Its seed is ${environment['CALLOFF_TEST_SEED']}.`);
}

async function runCheck(check: Check): Promise<boolean> {
  const started = performance.now();
  // A tool's entry is a script: run it on this very Node, not on the host's.
  const child = spawn(process.execPath, [...check.command], { cwd: root, env: environment });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds} s)`);
  if (code !== 0) console.log(output);
  return code === 0;
}

async function runTests(files: readonly string[]): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      '--test',
      '--import=./test/support/properties.ts',
      `--test-timeout=${long ? '3600000' : '600000'}`,
      // One more than there are cores: some tests wait, for letters, for a clock, for a process that ends.
      `--test-concurrency=${String(availableParallelism() + 1)}`,
      ...files,
    ],
    { cwd: root, env: environment, stdio: 'inherit' },
  );
  return new Promise((done) => child.on('close', (code) => done(code ?? 1)));
}

let sound = true;
if (words.length === 0 && !long) {
  const [first, ...rest] = checks;
  const lanes = await Promise.all([
    first === undefined ? true : runCheck(first),
    (async () => {
      let all = true;
      for (const check of rest) all = (await runCheck(check)) && all;
      return all;
    })(),
  ]);
  sound = lanes.every(Boolean);
}
if (!sound) {
  console.log('The checks above failed, so no test was run.');
  process.exit(1);
}
const patterns = ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'];
const files = globSync(long ? [...patterns, 'src/**/*.long.ts', 'test/**/*.long.ts'] : patterns, { cwd: root })
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  // The browser's file is the longest: start it first, so that nothing waits for it at the end.
  .sort((a, b) => Number(b.includes('browser')) - Number(a.includes('browser')) || a.localeCompare(b));
process.exit(await runTests(files));
