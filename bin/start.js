import { runProgram } from './runtime.js';

await runProgram('main.ts');
