export { openDatabase, type Database, type Engine, type Handle } from './database.ts';
export { migrate, runStatements, type Migrations } from './migrate.ts';
export { insertMany } from './insert-many.ts';
export { arrayLiteral } from './array-literal.ts';
export { copyText, type CopyValue } from './copy-text.ts';
export { onceATurn } from './once-a-turn.ts';
