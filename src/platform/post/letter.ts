import { cleanLine } from '../../kernel/text.ts';

/** A letter as it lies in the outbox. */
export interface QueuedLetter {
  /** Bigint text. */
  readonly id: string;
  /** UUID, the same for every attempt. */
  readonly messageKey: string;
  readonly recipient: string;
  readonly subject: string;
  /** Paragraphs, separated by an empty line; an address or a path of ours stands alone in its paragraph. */
  readonly body: string;
}

/** What every letter of an installation shares. */
export interface Letterhead {
  /** `Name <address>` or an address. */
  readonly from: string;
  /** Address people use, without a slash at the end. */
  readonly baseUrl: string;
  readonly demonstration: boolean;
}

/** A letter as it is handed to the mail server. */
export interface ComposedLetter {
  readonly messageId: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const demonstrationLine =
  'Demonstration. Not a Government Commercial Agency service. Suppliers, prices and people are invented.';

/**
 * One plain mail address: nothing that could name a second recipient or begin another header. Stricter than RFC 5321,
 * which allows quoted names nobody uses.
 */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s<>()[\],;:\\"@\p{Cc}]{1,64}@[^\s<>()[\],;:\\"@\p{Cc}]+$/u.test(text);
}

/** `Calloff <post@calloff.example>` or an address alone, as its parts; undefined for anything else. */
export function parseSender(text: string): { readonly name: string; readonly address: string } | undefined {
  const [, name = '', address = text] = /^([^<>]*)<([^<>]+)>$/.exec(text.trim()) ?? [];
  return isMailAddress(address.trim()) ? { name: cleanLine(name), address: address.trim() } : undefined;
}

/** The letter as plain text and in the service's clothes; undefined when the recipient is no mail address. */
export function composeLetter(letter: QueuedLetter, head: Letterhead): ComposedLetter | undefined {
  const from = parseSender(head.from);
  if (from === undefined || !isMailAddress(letter.recipient)) return undefined;
  const paragraphs = paragraphsOf(letter.body).map((each) => (isPath(each) ? `${head.baseUrl}${each}` : each));
  const subject = cleanLine(letter.subject).slice(0, 200).toWellFormed() || 'Calloff';
  const close = [`Sent by Calloff, ${head.baseUrl}`, ...(head.demonstration ? [demonstrationLine] : [])];
  return {
    messageId: `<${letter.messageKey}@${from.address.split('@')[1] ?? 'localhost'}>`,
    from,
    to: letter.recipient,
    subject,
    text: `${paragraphs.join('\n\n')}\n\n-- \n${close.join('\n')}\n`,
    html: htmlOf(subject, paragraphs, close, head.demonstration),
  };
}

/** Paragraphs of a letter without control characters; line breaks within one are kept. */
function paragraphsOf(body: string): readonly string[] {
  return body
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .map((each) => each.split('\n').map(cleanLine).join('\n').trim())
    .filter((each) => each !== '');
}

function isPath(paragraph: string): boolean {
  return /^\/(?!\/)[^\s]*$/.test(paragraph);
}

function isAddress(paragraph: string): boolean {
  return /^https?:\/\/[^\s]+$/.test(paragraph);
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

// Programs that show mail drop style sheets: the style stands at each element.
function htmlOf(
  subject: string,
  paragraphs: readonly string[],
  close: readonly string[],
  demonstration: boolean,
): string {
  const body = paragraphs.map((each) => {
    if (!isAddress(each)) return `<p style="margin:0 0 16px">${escape(each).replace(/\n/g, '<br>')}</p>`;
    const address = escape(each);
    return `<p style="margin:0 0 16px"><a href="${address}" style="color:#0e5a63;word-break:break-all">${address}</a></p>`;
  });
  const strip = demonstration
    ? `<p style="margin:0;padding:8px 24px;background:#fcefe4;color:#12262b;font-size:14px">${escape(demonstrationLine)}</p>`
    : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(subject)}</title></head>
<body style="margin:0;padding:0;background:#faf8f3;color:#12262b;${font};font-size:16px;line-height:1.5">
<div style="max-width:600px;margin:0 auto;background:#ffffff">
<p style="margin:0;padding:16px 24px;background:#0b2f36;color:#ffffff;font-size:20px;font-weight:700">Calloff</p>
${strip}
<div style="padding:24px">
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escape(subject)}</h1>
${body.join('\n')}
</div>
<p style="margin:0;padding:16px 24px;border-top:1px solid #d6dcd8;color:#475a5e;font-size:14px">${escape(close[0] ?? '')}</p>
</div>
</body></html>
`;
}
