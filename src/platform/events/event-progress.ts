/** How far handlers are, as pages and figures read it. */
export { countDeliveries, listFailed, retryDelivery } from './event-store.ts';
