export { createAssets, type Assets } from './assets.ts';
