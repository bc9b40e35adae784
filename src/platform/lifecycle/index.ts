export { onStopSignal } from './stop-signals.ts';
export { RepeatedTurn } from './repeated-turn.ts';
