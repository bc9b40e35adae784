import type { FastifyPluginAsync } from 'fastify';
import { receiptPages } from '../../receipts/receipt-pages.ts';
import type { InvoicePageServices } from './invoice-page-services.ts';
import { invoicePages } from './invoice-pages.ts';
import type { PromptPayments } from '../prompt-payments.ts';
import { paymentTimesPages } from './payment-times-pages.ts';
import { sendPages } from './send-pages.ts';

/** Every page of receipts and invoices. They are nobody else's: no search engine and no cache keeps them. */
export function invoicingPages(
  services: InvoicePageServices & { readonly promptPayments: PromptPayments },
): FastifyPluginAsync {
  return async (server) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    });
    await server.register(invoicePages(services));
    await server.register(paymentTimesPages(services));
    await server.register(sendPages(services));
    await server.register(receiptPages(services));
  };
}
