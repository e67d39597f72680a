import type { Scope } from './session.ts';

/** Ways to set a variable whose name is not beside a sign. */
const HIDDEN =
  /variable|\btee\b|tee-object|-(?:ov|ev|wv|iv|pv|outv\w*|errorv\w*|warningv\w*|informationv\w*|pi\w*)\b|\[ref\]|,\s*\$\{?[\w:]+\}?\s*[-+*/%?]{0,2}=(?!=)|\b(?:sv|nv|rv|clv)\b|\benv:[\\/]?\w|psdefaultparametervalues/i;
const SETTING =
  /(?:\+\+|--)\s*\$\{?([\w:]+)|\$\{?([\w:]+)\}?\s*(?:=|[-+*/%]=|\?\?=|\+\+|--|in\b)/gi;

/**
 * Which variables a text sets once: only those have a value that holds from there on. Looks at
 * the text alone, so quoted text counts too: too many settings are the stricter reading.
 */
export function countSettings(text: string): Pick<Scope, 'steady' | 'isSet'> {
  const counts = new Map<string, number>();
  for (const match of text.matchAll(SETTING)) {
    const written = (match[1] ?? match[2] ?? '').toLowerCase();
    const name = written.replace(/^(?:script|global|local|private|using):/, '');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  // `$env:x` itself is no hidden way.
  const hidden = HIDDEN.test(text.replaceAll(/\$\{?env:/gi, '$'));
  return {
    steady: (name) => !hidden && counts.get(name) === 1,
    isSet: (name) => hidden || counts.has(name),
  };
}
