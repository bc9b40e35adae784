export { type EventHandler, type NewEvent, type OutboxEvent } from './event.ts';
export { EventDispatcher } from './event-dispatcher.ts';
export { eventPages, eventPolicies } from './event-pages.ts';
export { countDeliveries } from './event-progress.ts';
export { publish } from './publish.ts';
