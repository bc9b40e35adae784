import type { Known } from './site.ts';

/** A page in one of its states. */
export interface PageUnderTest {
  readonly name: string;
  readonly path: (known: Known) => string;
  /** The status of its answer, when it is not 200. */
  readonly status?: number;
  /** Keyboard tests walk through these. */
  readonly keyboard?: boolean;
}

const at = (path: string) => (): string => path;
const many = (offers: readonly string[]): string => offers.map((each) => `offer=${each}`).join('&');

/** A school's need of 30 laptops, as the finder writes it into an address. */
function answers(route: string): string {
  return `what=laptops&quantity=30&buyer=maintained-school&how=new&value=12000&route=${route}&time=six-weeks`;
}

const guides = [
  'who-may-buy',
  'thresholds',
  'routes',
  'ordering-from-the-catalogue',
  'awarding-directly',
  'running-a-further-competition',
  'ways-to-pay',
  'leasing',
  'paying-for-what-you-use',
  'as-a-service',
  'refurbished',
  're-use-or-dispose',
  'erasing-data',
];

/** Every kind of page of the site, with the states that look different. */
export const pages: readonly PageUnderTest[] = [
  { name: 'home', path: at('/'), keyboard: true },
  { name: 'find', path: at('/find'), keyboard: true },
  { name: 'find-question', path: at('/find/what'), keyboard: true },
  { name: 'find-question-empty', path: at('/find/what?continue=what'), status: 400 },
  { name: 'find-question-money', path: at('/find/value?what=laptops&quantity=30&buyer=maintained-school&how=new') },
  { name: 'find-question-late', path: at(`/find/clearance?${answers('listed')}`) },
  { name: 'find-answer', path: at(`/find/answer?${answers('listed')}&clearance=no`), keyboard: true },
  { name: 'find-answer-compete', path: at(`/find/answer?${answers('compete')}&clearance=yes`) },
  {
    name: 'find-answer-may-not',
    path: at(`/find/answer?${answers('listed').replace('maintained-school', 'none')}&clearance=no`),
  },
  { name: 'agreements', path: at('/agreements') },
  { name: 'agreement', path: at('/agreements/RM6098'), keyboard: true },
  { name: 'lot', path: at('/agreements/RM6098/lots/8') },
  { name: 'lot-conditions', path: at('/agreements/RM6098/lots/6') },
  { name: 'sources', path: at('/agreements/RM6098/sources') },
  { name: 'rules', path: at('/rules') },
  { name: 'guidance', path: at('/guidance') },
  ...guides.map((slug) => ({ name: `guidance-${slug}`, path: at(`/guidance/${slug}`) })),
  { name: 'sign-in', path: at('/sign-in?next=/suppliers'), keyboard: true },
  { name: 'register', path: at('/register'), keyboard: true },
  { name: 'register-sent', path: at('/register/sent') },
  { name: 'register-link-gone', path: at('/register/verify/used'), status: 404 },
  { name: 'recover', path: at('/recover') },
  { name: 'recover-link-gone', path: at('/recover/used'), status: 404 },
  { name: 'suppliers', path: at('/suppliers'), keyboard: true },
  { name: 'suppliers-filtered', path: at('/suppliers?lot=7&size=small') },
  { name: 'suppliers-none', path: at('/suppliers?q=zzzzzz') },
  { name: 'supplier', path: (known) => `/suppliers/${known.supplier}` },
  { name: 'catalogue', path: at('/catalogue') },
  { name: 'results', path: at('/catalogue/search?q=laptop+14+inch&quantity=30'), keyboard: true },
  { name: 'results-all', path: at('/catalogue/search') },
  { name: 'results-category', path: at('/catalogue/search?category=end-user-devices&quantity=30') },
  { name: 'results-filtered', path: at('/catalogue/search?q=laptop&condition=refurbished&lot=7&sort=price') },
  { name: 'results-corrected', path: at('/catalogue/search?q=norvick') },
  { name: 'results-unranked', path: at('/catalogue/search?q=laptop&sort=emissions') },
  { name: 'results-emissions', path: at('/catalogue/search?q=laptop&manufacturer=norvik&sort=emissions') },
  {
    name: 'results-none-two',
    path: at('/catalogue/search?q=kestrel&manufacturer=kestrel&condition=remanufactured&maxPrice=50&quantity=30'),
  },
  { name: 'results-none', path: at('/catalogue/search?q=laptop+zzzzzz&condition=refurbished&maxPrice=1') },
  {
    name: 'results-hostile',
    path: at(`/catalogue/search?q=${encodeURIComponent('<script>alert(1)</script> \u202e "\'')}`),
  },
  { name: 'results-bad-quantity', path: at('/catalogue/search?q=laptop&quantity=none'), status: 400 },
  {
    name: 'results-place',
    path: at('/catalogue/search?q=laptop+14+inch&quantity=30&place=BT1&sort=deliveredPrice'),
    keyboard: true,
  },
  { name: 'results-bad-place', path: at('/catalogue/search?q=laptop&place=Belfast'), status: 400 },
  { name: 'product', path: (known) => `/catalogue/products/${known.product}?quantity=30`, keyboard: true },
  { name: 'product-place', path: (known) => `/catalogue/products/${known.product}?quantity=30&place=BT1` },
  { name: 'product-bad-place', path: (known) => `/catalogue/products/${known.product}?place=PO`, status: 400 },
  { name: 'product-one', path: (known) => `/catalogue/products/${known.product}` },
  { name: 'product-published', path: at('/catalogue/products/tavnor-field-14') },
  { name: 'product-published-oddly', path: at('/catalogue/products/tavnor-tower-60') },
  { name: 'footprints', path: at('/catalogue/footprints'), keyboard: true },
  { name: 'footprints-maker', path: at('/catalogue/footprints?manufacturer=tavnor&sort=emissions') },
  { name: 'footprints-none', path: at('/catalogue/footprints?q=zzzzzz') },
  { name: 'footprints-bad-page', path: at('/catalogue/footprints?page=none'), status: 400 },
  {
    name: 'compare-four',
    path: (known) => `/catalogue/compare?${many(known.offers.slice(0, 4))}&quantity=30`,
    keyboard: true,
  },
  {
    name: 'compare-place',
    path: (known) => `/catalogue/compare?${many(known.offers.slice(0, 3))}&quantity=30&place=PO30`,
  },
  { name: 'compare-two', path: (known) => `/catalogue/compare?${many(known.offers.slice(0, 2))}` },
  { name: 'compare-none', path: at('/catalogue/compare'), status: 400 },
  { name: 'list-new', path: (known) => `/catalogue/lists/new?${many(known.offers.slice(0, 2))}&quantity=30` },
  { name: 'list', path: (known) => known.list },
  { name: 'list-place', path: (known) => `${known.list}?place=BT1` },
  { name: 'help', path: at('/help') },
  { name: 'accessibility', path: at('/accessibility') },
  { name: 'privacy', path: at('/privacy') },
  { name: 'api', path: at('/api'), keyboard: true },
  { name: 'operator-refused', path: at('/operator'), status: 401 },
  { name: 'operator-start-used', path: at('/operator/start/none'), status: 404 },
  { name: 'price-lists-asks-to-sign-in', path: at('/price-lists') },
  { name: 'not-found', path: at('/no/such/page'), status: 404 },
  { name: 'not-found-product', path: at('/catalogue/products/no-such-product'), status: 404 },
  { name: 'bad-date', path: at('/agreements/RM6098?on=yesterday'), status: 400 },
];

/** Pages that only the operator sees. */
export const operatorPages: readonly PageUnderTest[] = [
  { name: 'operator', path: at('/operator') },
  { name: 'operator-keys', path: at('/operator/keys') },
  { name: 'operator-jobs', path: at('/operator/jobs') },
  { name: 'operator-jobs-none', path: at('/operator/jobs?state=failed') },
  { name: 'operator-job', path: at('/operator/jobs/1') },
  { name: 'operator-audit', path: at('/operator/audit?check=now') },
  { name: 'operator-price-lists', path: at('/price-lists') },
  { name: 'operator-price-list-new', path: at('/price-lists/new') },
  { name: 'operator-price-list-unknown', path: at('/price-lists/999'), status: 404 },
];
