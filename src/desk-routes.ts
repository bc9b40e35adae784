import {
  basketsFilled,
  budgetsLeft,
  disputedInvoices,
  purchaseWaiting,
  announcementPages,
  demonstrationPages,
  deliveriesMissing,
  deskPages,
  authorityPages,
  type AuthorityServices,
  callOffWaiting,
  figurePages,
  listsToMend,
  onTheirWay,
  ordersReceived,
  ordersToAnswer,
  orderWaiting,
  quotesExpiring,
  quotesToAnswer,
  recentOrders,
} from './desk/index.ts';
import { today } from './kernel/dates.ts';
import type { Server } from './platform/http/index.ts';
import { policies, type Services } from './services.ts';

/** Registers the desks, and fills what they ask of the modules below: each source of work is a line here. */
export async function registerDesks(server: Server, services: Services): Promise<void> {
  const { figures } = services;
  const authority: AuthorityServices = {
    ...services,
    policies,
    callOffsAfter: (agreement, day) => figures.callOffsAfter(agreement, day),
    ordersByLot: async (agreement, since) => {
      const to = today(services.clock);
      const rows = await figures.read({ agreements: [agreement], from: since, to }, 'lot');
      return new Map(rows.map((each) => [each.key.slice(agreement.length + 1), each.orders]));
    },
  };
  await server.register(authorityPages(authority));
  await server.register(announcementPages({ ...authority, announcements: services.announcements }));
  await server.register(figurePages({ ...services, policies }));
  await server.register(demonstrationPages({ ...services, policies }));
  const reads = { ...services, ...services.contracts };
  await server.register(
    deskPages({
      clock: services.clock,
      announcements: (actor) => services.announcements.shown(actor),
      authority,
      figures: { ...services, policies },
      waiting: [
        purchaseWaiting(services),
        orderWaiting(reads),
        callOffWaiting(reads),
        ordersToAnswer(reads),
        listsToMend(services),
        quotesToAnswer(services),
        quotesExpiring(services),
        deliveriesMissing(services),
        disputedInvoices(services, 'buyer'),
        disputedInvoices(services, 'supplier'),
      ],
      stands: [budgetsLeft(services), basketsFilled(services), onTheirWay(reads)],
      recent: [recentOrders(reads), ordersReceived(reads)],
    }),
  );
}
