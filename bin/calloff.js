#!/usr/bin/env node
import { runProgram } from './runtime.js';

await runProgram('cli.ts');
