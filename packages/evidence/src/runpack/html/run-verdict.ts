import type { RunpackReport } from '../verify-runpack.ts';
import { html, type SafeHtml } from './escape-html.ts';

/** Where the keys came from that signatures were checked with: a trust file, the person, or both. */
export type KeyOrigin = 'trusted' | 'named' | 'either';

/** A verification, and what its keys may be called. */
export interface JudgedRun {
  readonly report: RunpackReport;
  readonly keyOrigin: KeyOrigin;
}

export type Tone = 'good' | 'bad' | 'warn';

/**
 * What is known about the file, and no more: without a signature it is only known to agree
 * with itself, since anybody can write such a file anew.
 */
export function renderVerdict({ report, keyOrigin }: JudgedRun): SafeHtml {
  const tone = toneOf(report);
  const found = findings(report);
  return html`<section class="verdict ${tone}">
    <span class="mark"><i>${MARKS[tone]}</i></span>
    <div class="why">
      <b>${headline(report)}</b>
      <p>${signatureSentence(report, keyOrigin)}</p>
      ${
        found.length === 0
          ? undefined
          : html`<ul class="found">
              ${found.map((text) => html`<li>${text}</li>`)}
            </ul>`
      }
    </div>
  </section>`;
}

const MARKS: Readonly<Record<Tone, string>> = { good: '✓', bad: '✗', warn: '!' };

function toneOf({ ok, signature, tolerated }: RunpackReport): Tone {
  if (!ok) return 'bad';
  return signature.status === 'verified' && tolerated.length === 0 ? 'good' : 'warn';
}

function headline({ ok, fault, signature }: RunpackReport): string {
  if (fault !== undefined) return 'This file cannot be read as a run';
  if (!ok) return 'This run does not verify';
  switch (signature.status) {
    case 'verified':
      return 'Unchanged since it was signed';
    case 'skipped':
      return 'Complete; the signature was not checked';
    default:
      return 'Complete, and vouched for by nobody';
  }
}

const KEYS: Readonly<Record<KeyOrigin, string>> = {
  trusted: 'a key of your trust file',
  named: 'the key you named',
  either: 'a key that you named or that is in your trust file',
};

function signatureSentence({ fault, signature, ok }: RunpackReport, origin: KeyOrigin): string {
  if (fault !== undefined) return 'Nothing in it was believed or shown.';
  switch (signature.status) {
    case 'verified':
      if (!ok) return `Its manifest is signed with ${KEYS[origin]}; what is wrong stands below.`;
      return `Signed with ${KEYS[origin]}. It proves that the holder of the key signed this, not that it is true.`;
    case 'failed':
      return `It carries a signature, and none is by ${KEYS[origin]}.`;
    case 'skipped':
      return 'It carries a signature, and no key was given to check it with. Anybody can write a file like this one.';
    case 'missing':
      return ok
        ? 'It is not signed. Its parts agree with each other, and anybody can write such a file anew.'
        : 'It carries no signature: it was never signed, or the signature was taken away. Anybody can write such a file anew.';
  }
}

function findings({ fault, ...report }: RunpackReport): readonly string[] {
  const { signature, refusals, tolerated } = report;
  return [
    ...(fault === undefined
      ? []
      : [place('refused', fault.code, fault.where.entry, fault.where.line, fault.message)]),
    ...report.missingFiles.map((path) => `missing: ${path}`),
    ...report.hashMismatches.map(({ path }) => `altered: ${path}`),
    ...refusals.map(({ code, entry, line, message }) =>
      place('refused', code, entry, line, message),
    ),
    ...tolerated.map(({ code, entry, line, message }) =>
      place('tolerated', code, entry, line, message),
    ),
    ...(signature.status === 'failed'
      ? signature.errors.map((error) => `signature: ${error}`)
      : []),
    ...signature.notes.map(({ message }) => message),
  ];
}

function place(
  what: string,
  code: string,
  entry: string | undefined,
  line: number | undefined,
  message: string,
): string {
  const at = [entry, line].filter((part) => part !== undefined).join(':');
  return `${what} ${code}${at === '' ? '' : ` at ${at}`}: ${message}`;
}
