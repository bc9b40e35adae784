import { writeFile } from 'node:fs/promises';
import { Type } from 'typebox';
import { formatDate } from '../kernel/dates.ts';
import { formatMoney } from '../kernel/money.ts';
import { type Command, type CommandContext, paint, renderTable } from '../platform/commands/index.ts';
import { type CallOff, lastDayOf } from './call-offs/call-off.ts';
import type { CallOffView } from './call-offs/call-off-service.ts';
import { noticeText } from './call-offs/publication-notice.ts';
import { type ContractCommandServices, keyOption, limitOf, limitOption, openAs } from './command-actor.ts';
import { found, tell } from './command-output.ts';
import { orderFormPdf } from './documents/order-form-pdf.ts';

type Open = () => Promise<ContractCommandServices>;

const key = '--key calloff-key.txt';
const idArgument = [{ name: '<id>', description: 'id of the call-off, as in its address' }] as const;
const toOption = {
  flags: '--to <file>',
  description: 'where to save it; its own name in this folder when absent',
} as const;

/** `call-off …`: reading call-off contracts and everything recorded of them. */
export function callOffCommands(services: Open): readonly Command[] {
  return [
    callOffList(services),
    callOffShow(services),
    callOffMeter(services),
    callOffNotice(services),
    callOffSigning(services),
    callOffDocument(services),
    callOffSignedCopy(services),
  ];
}

function callOffList(services: Open): Command {
  return {
    name: 'call-off list',
    summary: 'List the call-off contracts of your organisation, newest first',
    options: [keyOption, limitOption],
    needsData: true,
    outputSchema: Type.Object({ items: Type.Array(Type.Object({ state: Type.String() })) }),
    example: `npx calloff call-off list ${key}`,
    run: async (_args, options, context) => {
      const { callOffs, actor } = await openAs(services, options, context);
      const { items } = await callOffs.list(actor, { limit: limitOf(options) });
      return tell(context, { items }, () =>
        items.length === 0
          ? 'There are no call-off contracts yet.\n'
          : renderTable(
              context,
              [
                { heading: 'Id', value: ({ callOff }) => callOff.id },
                { heading: 'Number', value: ({ callOff }) => callOff.number },
                { heading: 'What', value: ({ callOff }) => callOff.title },
                { heading: 'State', value: ({ state }) => state },
                { heading: 'Taken', value: ({ meter }) => `${meter.percent}%` },
                { heading: 'Left, excluding VAT', value: ({ meter }) => formatMoney(meter.left) },
              ],
              items,
            ),
      );
    },
  };
}

function callOffShow(services: Open): Command {
  return {
    name: 'call-off show',
    summary: 'Show a call-off contract: its term, meter, and whether it must be published',
    arguments: [{ name: '<id>', description: 'id of the call-off, as in its address' }],
    options: [keyOption],
    needsData: true,
    outputSchema: Type.Object({ callOff: Type.Object({ id: Type.String() }), state: Type.String() }),
    example: `npx calloff call-off show CALL-OFF ${key}`,
    run: async ({ id = '' }, options, context) => {
      const { callOffs, actor } = await openAs(services, options, context);
      const view = found(await callOffs.get(actor, id), `call-off contract ${id}`);
      return tell(context, view, () => showText(context, view));
    },
  };
}

function showText(context: CommandContext, view: CallOffView): string {
  const { callOff, state, duty } = view;
  const last = lastDayOf(callOff);
  const { publication } = callOff;
  const published =
    publication === null
      ? ''
      : `Published on ${publication.place}, ${formatDate(publication.publishedOn)}, ${publication.reference}\n`;
  const variations = callOff.variations.map(
    (each) =>
      `Variation ${String(each.number)} of ${formatDate(each.decidedOn)}: ${formatMoney(each.changeNet)} excluding VAT` +
      `${each.ends === null ? '' : `, new last day ${formatDate(each.ends)}`}, ${each.ground}. ${each.reason}\n`,
  );
  return (
    `${paint(context, 'bold', `${callOff.number}  ${callOff.title}`)}\n${state}, from ${formatDate(callOff.starts)} ` +
    `${last === null ? 'until delivery' : `to ${formatDate(last)}`}\n\n${meterText(context, view)}\n` +
    `Publication: ${duty.duty}${duty.by === null ? '' : ` by ${formatDate(duty.by)}`}, because ${duty.because}.\n` +
    `${published}${variations.join('')}`
  );
}

function callOffMeter(services: Open): Command {
  return {
    name: 'call-off meter',
    summary: 'Show how much of a call-off contract is taken; exit 1 when nothing more can be ordered',
    arguments: [{ name: '<id>', description: 'id of the call-off, as in its address' }],
    options: [keyOption],
    needsData: true,
    outputSchema: Type.Object({
      ...{ ceiling: Type.String(), taken: Type.String(), left: Type.String(), percent: Type.String() },
      ...{ warning: Type.Union([Type.Integer(), Type.Null()]), stopped: Type.Boolean() },
    }),
    example: `npx calloff call-off meter CALL-OFF ${key}`,
    run: async ({ id = '' }, options, context) => {
      const { callOffs, actor } = await openAs(services, options, context);
      const view = found(await callOffs.get(actor, id), `call-off contract ${id}`);
      tell(context, view.meter, () => meterText(context, view));
      return view.meter.stopped ? 1 : 0;
    },
  };
}

function meterText(context: CommandContext, { meter }: CallOffView): string {
  const rows: readonly (readonly [string, string])[] = [
    ['Ceiling', meter.ceiling],
    ['Accepted orders', meter.accepted],
    ['Orders that wait for an answer', meter.waiting],
    ['Spent outside orders', meter.outsideOrders],
    ['Left to order', meter.left],
    ['Invoiced', meter.invoiced],
    ['Credited', meter.credited],
  ];
  const table = renderTable(
    context,
    [
      { heading: 'Excluding VAT', value: ([what]) => what },
      { heading: `${meter.percent}% is taken`, value: ([, amount]) => formatMoney(amount) },
    ],
    rows,
  );
  return meter.stopped ? `${table}Nothing more can be ordered without a variation.\n` : table;
}

function callOffNotice(services: Open): Command {
  return {
    name: 'call-off notice',
    summary: 'Print the notice of its award, ready to be published',
    arguments: [...idArgument],
    options: [keyOption],
    needsData: true,
    outputSchema: Type.Object({ title: Type.String(), valueNet: Type.String(), text: Type.String() }),
    example: `npx calloff call-off notice CALL-OFF ${key}`,
    run: async ({ id = '' }, options, context) => {
      const { callOffs, actor } = await openAs(services, options, context);
      const notice = found(await callOffs.notice(actor, id), `call-off contract ${id}`);
      const text = noticeText(notice);
      return tell(context, { ...notice, text }, () => `${text}\n`);
    },
  };
}

function callOffSigning(services: Open): Command {
  return {
    name: 'call-off signing',
    summary: 'Show who signs a call-off contract, who has, and the hash of what both sign',
    arguments: [...idArgument],
    options: [keyOption],
    needsData: true,
    outputSchema: Type.Object({ formation: Type.String(), hash: Type.Union([Type.String(), Type.Null()]) }),
    example: `npx calloff call-off signing CALL-OFF ${key}`,
    run: async ({ id = '' }, options, context) => {
      const { callOffs, actor } = await openAs(services, options, context);
      const { callOff } = found(await callOffs.get(actor, id), `call-off contract ${id}`);
      const { formation, signatures, signedCopy } = callOff;
      const hash = (await callOffs.document(actor, id))?.hash ?? null;
      return tell(context, { formation, hash, signatures, signedCopy }, () => signingText(context, callOff, hash));
    },
  };
}

function signingText(context: CommandContext, callOff: CallOff, hash: string | null): string {
  const { signatures, signedCopy, formation } = callOff;
  if (formation !== 'signatures') return `${callOff.number} binds without signatures.\n`;
  const table =
    signatures.length === 0
      ? 'Nobody is named to sign yet.\n'
      : renderTable(
          context,
          [
            { heading: 'For', value: (each) => each.party },
            { heading: 'Who', value: (each) => (each.jobTitle === '' ? each.name : `${each.name}, ${each.jobTitle}`) },
            { heading: 'Signed', value: (each) => each.signedAt ?? (signedCopy === null ? 'Not yet' : 'On paper') },
          ],
          signatures,
        );
  const copy =
    signedCopy === null ? '' : `Signed copy of ${formatDate(signedCopy.signedOn)}, SHA-256 ${signedCopy.hash}\n`;
  return `${table}${copy}${hash === null ? '' : `SHA-256 of the order form: ${hash}\n`}`;
}

function callOffDocument(services: Open): Command {
  return {
    name: 'call-off document',
    summary: 'Save the order form of a call-off contract as PDF; or print it as JSON',
    arguments: [...idArgument],
    options: [keyOption, toOption],
    needsData: true,
    outputSchema: Type.Object({ form: Type.Object({ title: Type.String() }), hash: Type.String() }),
    example: `npx calloff call-off document CALL-OFF ${key} --to order-form.pdf`,
    run: async ({ id = '' }, options, context) => {
      const { callOffs, actor } = await openAs(services, options, context);
      const { callOff } = found(await callOffs.get(actor, id), `call-off contract ${id}`);
      const document = found(await callOffs.document(actor, id), `order form for ${callOff.number}`);
      if (context.json) return tell(context, document, () => '');
      const bytes = await orderFormPdf(document);
      const file = await save(context, options['to'], `order-form-${callOff.number}.pdf`, bytes);
      context.write(`${file} is saved.\nSHA-256 of what it says: ${document.hash}\n`);
      return 0;
    },
  };
}

function callOffSignedCopy(services: Open): Command {
  return {
    name: 'call-off signed-copy',
    summary: 'Save the PDF both sides signed on paper',
    arguments: [...idArgument],
    options: [keyOption, toOption],
    needsData: true,
    outputSchema: Type.Object({ file: Type.String(), hash: Type.String(), signedOn: Type.String() }),
    example: `npx calloff call-off signed-copy CALL-OFF ${key} --to signed-copy.pdf`,
    run: async ({ id = '' }, options, context) => {
      const { callOffs, signedCopies, actor } = await openAs(services, options, context);
      const { callOff } = found(await callOffs.get(actor, id), `call-off contract ${id}`);
      const bytes = found(await signedCopies.read(actor, id), `signed copy of ${callOff.number}`);
      const { hash, signedOn } = found(callOff.signedCopy ?? undefined, `signed copy of ${callOff.number}`);
      const file = await save(context, options['to'], `signed-copy-${callOff.number}.pdf`, bytes);
      return tell(context, { file, hash, signedOn }, () => `${file} is saved.\nSHA-256: ${hash}\n`);
    },
  };
}

/** Writes the file where it was asked for, readable by its owner alone; gives its path. */
async function save(context: CommandContext, to: unknown, name: string, bytes: Uint8Array): Promise<string> {
  const file = context.resolve(typeof to === 'string' ? to : name);
  await writeFile(file, bytes, { mode: 0o600 });
  return file;
}
