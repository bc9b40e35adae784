// Plain JavaScript on purpose: any Node still in use must be able to read this file and say what is missing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Whether this Node runs TypeScript as written and has Temporal. */
function canRun() {
  return Number(process.versions.node.split('.')[0]) >= 26 && typeof globalThis.Temporal !== 'undefined';
}

/** The Node that npm installed with the project, or undefined. */
function pinnedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const packages = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  if (process.platform === 'win32') packages.unshift(`node-win-${process.arch}`);
  const places = packages.map((each) => join(root, 'node_modules', each, 'bin', name));
  return [join(root, 'node_modules', '.bin', name), ...places].find((each) => existsSync(each));
}

function missing() {
  process.stderr.write(
    `Calloff needs Node 26 or newer; this is Node ${process.versions.node}.\n` +
      'The Node that comes with the project is not installed. Run "npm ci" in the project folder, without leaving out\n' +
      'optional dependencies. Where no such package exists for the machine, install Node 26 and run it with that.\n',
  );
  process.exit(2);
}

/** Runs the program on this Node if it can, else on the pinned one, passing on signals and the exit code. */
export async function runProgram(program) {
  const file = join(root, 'src', program);
  if (canRun()) {
    if (!existsSync(join(root, 'node_modules'))) {
      process.stderr.write('The packages are not installed. Run "npm ci" in the project folder first.\n');
      process.exit(2);
    }
    // Halves the time to load; a folder that cannot be written only costs that time again.
    module.enableCompileCache?.(join(root, 'build', 'compiled'));
    await import(pathToFileURL(file).href).catch((error) => {
      process.stderr.write(`Calloff cannot be loaded. Run "npm ci" again after an update.\n${error?.stack ?? error}\n`);
      process.exit(2);
    });
    return;
  }
  const node = pinnedNode();
  if (node === undefined || process.env.CALLOFF_REEXECUTED === '1') return missing();
  const child = spawn(node, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, CALLOFF_REEXECUTED: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(`The Node that comes with the project cannot be started: ${error.message}\n`);
    process.exit(2);
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}
