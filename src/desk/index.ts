export { homePages } from './home-pages.ts';
export { staticPages } from './static-pages.ts';
