export { healthPages } from './health.ts';
