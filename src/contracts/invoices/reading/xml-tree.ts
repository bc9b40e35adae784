import { SaxesParser } from 'saxes';
import { fail, type Outcome, type Problem, succeed } from '../../../kernel/outcome.ts';

/** An element of an XML document: its name without prefix, the space it is from, attributes without prefix, text and children. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** What a document may be at most. An invoice of a thousand lines has about 2 MB, 60,000 elements and a depth of 8. */
export const xmlLimits = { bytes: 10_485_760, elements: 300_000, depth: 40, textLength: 10_000 } as const;

interface OpenElement {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: Record<string, string>;
  text: string;
  readonly children: XmlElement[];
}

class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * Reads XML into a tree of bounded size and depth. A document type (and with it every entity somebody could define) is
 * refused, nothing is ever fetched, and comments and processing instructions are passed over.
 */
export function readXml(text: string): Outcome<XmlElement> {
  if (text.length > xmlLimits.bytes) return fail(tooMuch('is larger than 10 MB'));
  const parser = new SaxesParser({ xmlns: true });
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  const refuse = (problem: Problem): never => {
    throw new Refused(problem);
  };
  const addText = (piece: string): void => {
    const current = open.at(-1);
    if (current === undefined) return;
    current.text += piece;
    if (current.text.length > xmlLimits.textLength && current.children.length === 0) {
      // What is in the file besides the invoice itself, such as a picture of it, is not kept.
      if (current.name === 'EmbeddedDocumentBinaryObject') current.text = '';
      else refuse(tooMuch('has a text that is longer than any text of an invoice'));
    }
  };
  parser.on('doctype', () => refuse(doctype));
  parser.on('error', (error) => refuse(broken(error.message)));
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > xmlLimits.elements) refuse(tooMuch('has more elements than any invoice'));
    if (open.length >= xmlLimits.depth) refuse(tooMuch('is nested deeper than any invoice'));
    const attributes: Record<string, string> = {};
    for (const attribute of Object.values(tag.attributes)) attributes[attribute.local] = attribute.value;
    open.push({ name: tag.local, namespace: tag.uri, attributes, text: '', children: [] });
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed === undefined) return;
    const element = { ...closed, text: closed.text.trim() };
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  });
  try {
    for (let at = 0; at < text.length; at += 65_536) parser.write(text.slice(at, at + 65_536));
    parser.close();
  } catch (error) {
    if (error instanceof Refused) return fail(error.problem);
    throw error;
  }
  return root === undefined ? fail(broken('there is no element')) : succeed(root);
}

const doctype: Problem = {
  code: 'xml-doctype',
  message: 'The file declares a document type, which an invoice must not.',
  remedy: 'Take out the DOCTYPE line, or export the invoice as UBL 2.1 again.',
};

function tooMuch(what: string): Problem {
  return { code: 'xml-too-much', message: `The file ${what}.`, remedy: 'Send one invoice in each file.' };
}

function broken(what: string): Problem {
  const plain = what.replace(/[\p{Cc}\p{Cs}]/gu, '\u{fffd}').slice(0, 120);
  return {
    code: 'xml-broken',
    message: `The file is not well-formed XML: ${plain.replace(/\.$/, '')}.`,
    remedy: 'Export it again, or type the invoice in.',
  };
}
