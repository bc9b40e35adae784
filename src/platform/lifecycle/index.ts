export { onStopSignal } from './stop-signals.ts';
