import { writeFile } from 'node:fs/promises';
import { Type } from 'typebox';
import { formatMoney } from '../kernel/money.ts';
import { type Command, type CommandContext, paint, renderTable } from '../platform/commands/index.ts';
import { callOffCommands } from './call-off-commands.ts';
import { importCommand } from './call-off-import/import-command.ts';
import { type ContractCommandServices, keyOption, limitOf, limitOption, openAs } from './command-actor.ts';
import { found, tell } from './command-output.ts';
import { orderFormPdf } from './documents/order-form-pdf.ts';
import { type Order, versionInForce } from './orders/order.ts';
import type { OrderView } from './orders/order-service.ts';
import { progressWords, statusWords } from './pages/order-words.ts';

type Open = () => Promise<ContractCommandServices>;

const key = '--key calloff-key.txt';

/** `order …` and `call-off …`: for programs of an organisation, with a key of its own. They reach what the key's organisation does. */
export function contractCommands(services: Open): readonly Command[] {
  return [
    orderList(services),
    orderShow(services),
    orderDocument(services),
    ...callOffCommands(services),
    importCommand(services),
  ];
}

function orderList(services: Open): Command {
  return {
    name: 'order list',
    summary: 'List the orders of your organisation, newest first',
    options: [keyOption, limitOption],
    needsData: true,
    outputSchema: Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), number: Type.String() })) }),
    example: `npx calloff order list ${key}`,
    run: async (_args, options, context) => {
      const { orders, actor } = await openAs(services, options, context);
      const { items } = await orders.list(actor, { limit: limitOf(options) });
      return tell(context, { items }, () =>
        items.length === 0
          ? 'There are no orders yet.\n'
          : renderTable(
              context,
              [
                { heading: 'Id', value: (each) => each.id },
                { heading: 'Number', value: (each) => each.number },
                { heading: 'Placed', value: (each) => each.placedAt.slice(0, 10) },
                { heading: 'What', value: (each) => each.title },
                { heading: 'Including VAT', value: (each) => formatMoney(each.gross) },
                { heading: 'Status', value: (each) => progressWords[each.progress].text },
              ],
              items,
            ),
      );
    },
  };
}

function orderShow(services: Open): Command {
  return {
    name: 'order show',
    summary: 'Show an order with its lines and where it stands',
    arguments: [{ name: '<id>', description: 'id of the order, as in its address' }],
    options: [keyOption],
    needsData: true,
    outputSchema: Type.Object({ order: Type.Object({ id: Type.String() }), status: Type.String() }),
    example: `npx calloff order show ORDER ${key}`,
    run: async ({ id = '' }, options, context) => {
      const { orders, actor } = await openAs(services, options, context);
      const view = found(await orders.get(actor, id), `order ${id}`);
      return tell(context, view, () => orderText(context, view));
    },
  };
}

function orderText(context: CommandContext, { order, status }: OrderView): string {
  const version = versionInForce(order);
  const lines = renderTable(
    context,
    [
      { heading: 'Line', value: (each) => each.title },
      { heading: 'Number', value: (each) => String(each.quantity) },
      { heading: 'Each', value: (each) => formatMoney(each.unitPrice) },
      { heading: 'Including VAT', value: (each) => formatMoney(each.gross) },
    ],
    version.lines,
  );
  return (
    `${paint(context, 'bold', `${order.number}  ${order.title}`)}\n${statusWords[status].text}, under ${order.callOffNumber}\n\n` +
    `${lines}\n${formatMoney(version.net)} excluding VAT, ${formatMoney(version.gross)} including VAT\n`
  );
}

function orderDocument(services: Open): Command {
  return {
    name: 'order document',
    summary: 'Save the order form an order was placed under, as PDF; or print it as JSON',
    arguments: [{ name: '<id>', description: 'id of the order, as in its address' }],
    options: [
      keyOption,
      { flags: '--to <file>', description: 'where to save it; its own name in this folder when absent' },
    ],
    needsData: true,
    outputSchema: Type.Object({ form: Type.Object({ title: Type.String() }), hash: Type.String() }),
    example: `npx calloff order document ORDER ${key} --to order-form.pdf`,
    run: async ({ id = '' }, options, context) => {
      const { orders, callOffs, actor } = await openAs(services, options, context);
      const { order }: { readonly order: Order } = found(await orders.get(actor, id), `order ${id}`);
      const document = found(await callOffs.document(actor, order.callOff), `order form for ${order.number}`);
      if (context.json) return tell(context, document, () => '');
      const name = typeof options['to'] === 'string' ? options['to'] : `order-form-${order.callOffNumber}.pdf`;
      await writeFile(context.resolve(name), await orderFormPdf(document), { mode: 0o600 });
      context.write(`${context.resolve(name)} is saved.\nSHA-256 of what it says: ${document.hash}\n`);
      return 0;
    },
  };
}
