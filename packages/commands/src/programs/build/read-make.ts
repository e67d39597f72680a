import type { Word } from '../../model/invocation.ts';
import { addExecute, addFolder, pathOf, type Call, type Draft } from '../draft.ts';
import { hasOption, optionWords } from '../read-words.ts';
import { GRAVE } from '../node/run-package-script.ts';
import { expandMake, findRule, parseMakefile, type Makefile } from './parse-makefile.ts';

const NAMES = ['GNUmakefile', 'makefile', 'Makefile'];
/** More targets than this of one call are not followed. */
const MOST_TARGETS = 60;
/** Longer recipes are not filled in. */
const MOST_TEXT = 10_000_000;
/** More files than this of one call are not read. */
const MOST_FILES = 5;

/** `make TARGET …`: the recipes of the targets and of what they need. */
export function readMake({ draft, words }: Call): void {
  if (hasOption(words, '-n --dry-run --just-print --recon -q --question')) {
    return addFolder(draft, 'read');
  }
  addFolder(draft, 'write');
  const targets = words.operands.filter(({ value }) => value !== undefined && !value.includes('='));
  const assigned = words.operands.filter(({ prefix }) => prefix.includes('='));
  const unknown = words.operands.some(({ value }) => value === undefined);
  if (unknown || assigned.some(namesProgram)) addExecute(draft);
  const file = readMakefile(draft, optionWords(words, '-f --file --makefile'));
  if (file === undefined) {
    // What runs is the project's own build, unless its name says that it is no build.
    if (targets.some(({ value }) => GRAVE.test(value ?? ''))) addExecute(draft);
    return;
  }
  const values = new Map(file.variables);
  for (const { value } of assigned) {
    const equals = value?.indexOf('=') ?? -1;
    if (value !== undefined && equals > 0)
      values.set(value.slice(0, equals), value.slice(equals + 1));
  }
  const names = targets.map(({ value }) => value ?? '');
  const first = file.first === undefined ? [] : [file.first];
  const scripts = [...file.shells, ...recipesOf(file, names.length > 0 ? names : first)];
  for (const text of scripts) {
    draft.nested.push({ kind: 'script', text: expandMake(text, values), context: draft.context });
  }
}

/** Variables of make by which a call swaps the shell itself. */
function namesProgram({ prefix }: Word): boolean {
  return (
    /^(?:SHELL|\.SHELLFLAGS|MAKE|MAKEFLAGS)[:?+]{0,2}=/.test(prefix) ||
    /^(?:CC|CXX|LD|AR|RM|CPP|FC|AS)=\.{0,2}\//.test(prefix)
  );
}

function readMakefile(draft: Draft, named: readonly Word[]): Makefile | undefined {
  const [only] = named;
  if (named.length > 1 || (only !== undefined && only.value === undefined)) {
    addExecute(draft);
    return undefined;
  }
  for (const name of only?.value === undefined ? NAMES : [only.value]) {
    const text = draft.context.readText(pathOf(draft, name));
    if (text === undefined) continue;
    const file = parseMakefile(withIncludes(draft, text));
    if (file === undefined) draft.obscurities.push('budget_spent');
    else if (file.opaque) draft.obscurities.push('code_opaque');
    return file;
  }
  // A file that was named is there: it only may not be read.
  if (only !== undefined) addExecute(draft);
  return undefined;
}

/** A Makefile with those that it includes by their plain names. */
function withIncludes(draft: Draft, text: string): string {
  const parts = [text];
  for (let index = 0; index < parts.length && parts.length < MOST_FILES; index += 1) {
    const names = (parts[index] ?? '').matchAll(
      /^(?:-include|sinclude|include)[ \t]+([^\n#$*]+)$/gm,
    );
    for (const name of [...names].flatMap(([, list]) => (list ?? '').trim().split(/\s+/))) {
      const included =
        parts.length < MOST_FILES ? draft.context.readText(pathOf(draft, name)) : undefined;
      if (included !== undefined) parts.push(included);
    }
  }
  return parts.join('\n');
}

/** The recipes of targets and their prerequisites, each once, the needed ones first. */
function recipesOf(file: Makefile, targets: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const texts: string[] = [];
  const visit = (target: string): void => {
    if (seen.has(target) || seen.size > MOST_TARGETS) return;
    seen.add(target);
    const rule = findRule(file, target);
    for (const needed of rule?.needs ?? []) visit(needed);
    if (rule === undefined || rule.lines.length === 0) return;
    // Each line has a shell of its own: a `cd` does not reach the next one.
    const lines = rule.lines.map((line) => `(${line}\n)`).join('\n');
    const needs = rule.needs.join(' ');
    // What is left as it stands is a word that nobody knows.
    if (lines.length * (needs.length + target.length) > MOST_TEXT) {
      texts.push(lines);
      return;
    }
    texts.push(
      lines
        .replaceAll(/\$(?:@|\(@\))/g, target)
        .replaceAll(/\$(?:<|\(<\))/g, rule.needs[0] ?? '')
        .replaceAll(/\$(?:\^|\(\^\))/g, needs),
    );
  };
  for (const target of targets) visit(target);
  return texts;
}
