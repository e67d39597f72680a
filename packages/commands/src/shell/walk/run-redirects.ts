import type { HereDoc, Redirect, Redirection } from 'unbash';
import { PIPE, type Input } from '../input.ts';
import { isKnown, isOpaque, isPattern, UNKNOWN } from '../marks.ts';
import { addEffect, addFileEffect, addObscurity, noteWritten, type Run } from '../run.ts';
import { cleanPath } from '../words/clean-path.ts';
import { expandParts, expandText, expandWord, type Cell } from '../words/expand-word.ts';
import { restoreData } from '../words/restore-data.ts';
import { setText, type Outcome } from '../state.ts';

/** The files around a command. */
export interface Redirects {
  readonly input: Input;
  /** Says what the command printed; gives what of it still goes on to the next command. */
  readonly finish: (run: Run, out: string | undefined) => string | undefined;
}

interface Target {
  readonly path: string;
  readonly append: boolean;
  readonly perhaps: boolean;
}

const STREAM = /^\/dev\/(?:null|zero|full|u?random|std(?:in|out|err)|tty|fd\/\d+)$/;
const NETWORK = /^\/dev\/(?:tcp|udp)\/([^/]+)\/([^/]+)$/;

/** Reads the redirections of a command: the files that they open, and what it gets as input. */
export function runRedirects(
  run: Run,
  redirects: readonly Redirection[],
  cell: Cell,
  outer: Input,
): Redirects {
  let input = outer;
  let kept = true;
  let mixed = false;
  const targets: Target[] = [];
  for (const redirect of redirects) {
    if (redirect.descriptor?.type === 'FileDescriptorVariable') {
      cell.state = setText(cell.state, redirect.descriptor.name, '9');
    }
    const number =
      redirect.descriptor?.type === 'FileDescriptor' ? redirect.descriptor.value : undefined;
    if (redirect.type === 'HereDoc') {
      const text = readHeredoc(run, redirect, cell);
      if ((number ?? 0) === 0) input = { kind: 'text', text };
    } else if (redirect.type === 'HereString') {
      const text = redirect.target === undefined ? '' : expandText(run, redirect.target, cell);
      if ((number ?? 0) === 0) input = { kind: 'text', text: `${text}\n` };
    } else {
      const opened = openFile(run, redirect, cell);
      const { operator } = redirect;
      const reads = operator === '<' || operator === '<&' || operator === '<>';
      if (reads ? (number ?? 0) === 0 : number === 0) input = opened?.input ?? PIPE;
      if (!reads && (number === undefined || number === 1)) {
        if (opened?.targets !== undefined) {
          kept = false;
          targets.push(...opened.targets);
        } else if (opened?.input === undefined || operator === '>&') mixed = true;
      } else if (!reads && opened?.targets !== undefined) {
        // Errors go there: what they say is not known.
        for (const { path, append, perhaps } of opened.targets) {
          noteWritten(run, path, undefined, perhaps, append);
        }
      } else if (!reads && number === 2) mixed = mixed || operator === '>&';
    }
  }
  return {
    input,
    finish: (_run, out) => {
      for (const { path, append, perhaps } of targets) {
        noteWritten(run, path, mixed ? undefined : out, perhaps, append);
      }
      if (!kept) return '';
      return mixed && !isOnlyErrors(redirects) ? undefined : out;
    },
  };
}

/** `2>&1` and `>&2` add nothing that anybody runs, unless the program prints errors of its own. */
function isOnlyErrors(redirects: readonly Redirection[]): boolean {
  return redirects.every(
    (redirect) =>
      redirect.type !== 'Redirect' ||
      redirect.operator !== '>&' ||
      (redirect.descriptor?.type === 'FileDescriptor' && redirect.descriptor.value === 2),
  );
}

function readHeredoc(run: Run, { body, delimiter, closing }: HereDoc, cell: Cell): string {
  // Without the closing line the body is all of the rest; shells only warn.
  if (closing === undefined || delimiter === undefined) addObscurity(run, 'syntax_error');
  if (delimiter?.quoted) return restoreData(run, body.text, true);
  return body.parts === undefined ? unescape(body.text) : expandParts(run, body.parts, cell);
}

function unescape(text: string): string {
  return text.replaceAll(/\\([\\$`\n])/g, (_, letter: string) => (letter === '\n' ? '' : letter));
}

interface Opened {
  readonly input?: Input;
  readonly targets?: readonly Target[];
}

function openFile(run: Run, redirect: Redirect, cell: Cell): Opened | undefined {
  const { operator, target } = redirect;
  if (target === undefined) {
    addObscurity(run, 'syntax_error');
    return undefined;
  }
  const fields = expandWord(run, target, cell);
  const field = fields.length === 1 ? (fields[0] ?? UNKNOWN) : UNKNOWN;
  const copies = operator === '>&' || operator === '<&';
  if (copies && /^\d*-?$/.test(field)) return undefined;
  if (operator === '<&' && field.includes(UNKNOWN)) return undefined;
  if (operator === '>&' && /^\uFDD2$/.test(field)) return undefined;
  if (STREAM.test(field)) {
    if (!operator.startsWith('<')) return streamTarget(field);
    return { input: field === '/dev/null' ? { kind: 'text', text: '' } : PIPE };
  }
  const remote = NETWORK.exec(field);
  if (remote !== null || /^\/dev\/(?:tcp|udp)\//.test(field)) {
    const host = remote?.[1] ?? '';
    const known = isKnown(host) && isKnown(remote?.[2] ?? '');
    const place = { kind: 'host', host: known ? host : '*', method: 'connect' } as const;
    addEffect(run, { kind: 'network', place, program: '', destructive: false });
    return operator.startsWith('<') ? { input: PIPE } : { targets: [] };
  }
  const { state } = cell;
  const reads = operator === '<' || operator === '<>';
  if (reads) addFileEffect(run, state, 'read', field);
  if (operator !== '<') addFileEffect(run, state, 'write', field);
  if (operator === '<') return { input: { kind: 'file', field } };
  if (operator === '<>') return { input: PIPE };
  if (isOpaque(field) || isPattern(field)) return { targets: [] };
  const append = operator === '>>' || operator === '&>>';
  const perhaps = state.perhaps || state.folders.length > 1;
  const targets = state.folders.map((folder) => ({
    path: cleanPath(folder, field),
    append,
    perhaps,
  }));
  return { targets };
}

function streamTarget(field: string): Opened | undefined {
  return field === '/dev/null' ? { targets: [] } : undefined;
}

/** The outcome of a command whose output went through redirections. */
export function finishRedirects(run: Run, redirects: Redirects, outcome: Outcome): Outcome {
  const out = redirects.finish(run, outcome.out);
  return { ...outcome, out };
}
