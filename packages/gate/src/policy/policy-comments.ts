import { textOf } from '../yaml/plain-scalar.ts';
import { readComments, type YamlComment, type YamlPath } from '../yaml/read-comments.ts';
import { policyBlock } from './language/policy-blocks.ts';
import { foldText } from './language/read-scalar.ts';
import type { ReadPolicy } from './parse-policy.ts';

/**
 * The comments of a policy by what they are about in its written form: fields by name, rules by
 * their order after normalisation, items and tools by their one spelling.
 */
export interface PolicyComments {
  readonly head: readonly string[];
  /** Those on lines of their own before a part. */
  readonly before: (path: YamlPath) => readonly string[];
  /** The one behind a part, on its line. */
  readonly behind: (path: YamlPath) => string | undefined;
  readonly foot: readonly string[];
}

interface Note {
  readonly before: string[];
  behind: string | undefined;
}

/**
 * Places the comments of a policy that is written anew.
 *
 * @param isWritten whether a part is: what is about a part that is left out stands before what held it
 */
export function placeComments(
  read: ReadPolicy,
  isWritten: (path: YamlPath) => boolean,
): PolicyComments {
  const head: string[] = [];
  const foot: string[] = [];
  const notes = new Map<string, Note>();
  const places = new Map(read.draft.rules.map((rule, at) => [rule, at]));
  const order = read.written.map((rule) => places.get(rule) ?? 0);
  for (const comment of readComments(read.source)) {
    const path = pathOf(comment, order);
    if (path === 'head') head.push(comment.text);
    else if (path === 'foot') foot.push(comment.text);
    else {
      let held = path.length;
      while (held > 0 && !isWritten(path.slice(0, held))) held--;
      if (held === 0) head.push(comment.text);
      else addNote(notes, placeOf(path.slice(0, held), comment), comment, held === path.length);
    }
  }
  return {
    head,
    before: (path) => notes.get(keyOf(path))?.before ?? NONE,
    behind: (path) => notes.get(keyOf(path))?.behind,
    foot,
  };
}

/** What is said before the first line of a rule is said of the rule. */
function placeOf(path: YamlPath, { behind }: YamlComment): YamlPath {
  const opens = !behind && path.at(-1) === 'name' && typeof path.at(-2) === 'number';
  return opens ? path.slice(0, -1) : path;
}

const NONE: readonly string[] = [];

function keyOf(path: YamlPath): string {
  return JSON.stringify(path);
}

function addNote(
  notes: Map<string, Note>,
  path: YamlPath,
  { text, behind }: YamlComment,
  isItsOwn: boolean,
): void {
  const note = notes.get(keyOf(path)) ?? { before: [], behind: undefined };
  notes.set(keyOf(path), note);
  // A rule has no line of its own that something could stand behind.
  const hasLine = typeof path.at(-1) === 'string';
  if (behind && isItsOwn && hasLine && note.behind === undefined) note.behind = text;
  else note.before.push(text);
}

/**
 * What a comment is about, in the names of the written form; as far as the language knows it.
 *
 * @param order where each rule of the text stands after normalisation
 */
function pathOf(
  { about, item }: YamlComment,
  order: readonly number[],
): YamlPath | 'head' | 'foot' {
  if (typeof about === 'string') return about;
  const path: (string | number)[] = [];
  let block = policyBlock;
  for (let at = 0; at < about.length; at++) {
    const field = block.byName.get(String(about[at]));
    if (field === undefined) return path;
    path.push(field.name);
    const { kind } = field;
    const next = about[at + 1];
    if (kind.kind === 'block') block = kind.block;
    else if (kind.kind === 'blocks' && typeof next === 'number') {
      path.push(block === policyBlock ? (order[next] ?? next) : next);
      block = kind.block;
      at++;
    } else if (kind.kind === 'list' && item !== undefined) {
      return [...path, foldText(item.plain ? textOf(item.value) : item.value, kind.fold)];
    } else if (kind.kind === 'table' && typeof next === 'string') {
      return [...path, foldText(next, kind.fold)];
    } else return path;
  }
  return path;
}
