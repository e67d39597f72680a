import { valueOf, type YamlNode } from '@gait/yaml';
import type { TextEdit } from '../reader/byte-edits.ts';
import type { Problem } from '../findings/finding.ts';
import { readFrontMatter } from '../reader/front-matter.ts';
import { oneLine, quotedText, shortened, yamlText } from '../targets/head-text.ts';
import { SKILL_LIMITS } from '@gait/harness';

/** A text as another format wants it, and what was changed for that. */
export interface Rewritten {
  readonly text: string;
  readonly changes: readonly string[];
}

/** A head that cannot be read cannot be rewritten. */
export type HeadFault = { readonly fault: string };

/** Windsurf keeps `globs` as one text, Devin as a list. */
export function listGlobs(text: string): Rewritten | HeadFault {
  const head = readHead(text);
  if ('fault' in head) return head;
  const globs = head.valueOf('globs');
  if (globs?.kind !== 'scalar' || globs.text === '') return { text, changes: [] };
  const list = `[${splitGlobs(globs.text).map(quotedText).join(', ')}]`;
  const edit = { start: head.base + globs.start, end: head.base + globs.end, text: list };
  return { text: withEdits(text, [edit]), changes: ['globs is a list'] };
}

/** At commas, but not inside braces: `*.{ts,tsx}` is one glob. */
function splitGlobs(globs: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const char of globs) {
    if (char === '{') depth += 1;
    if (char === '}') depth -= 1;
    if (char === ',' && depth <= 0) parts.push('');
    else parts.push((parts.pop() ?? '') + char);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** A skill says its name, that of its folder, and what it is for. */
export function headOfSkill(text: string, name: string): Rewritten | HeadFault {
  const head = readHead(text);
  if ('fault' in head) return head;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const edits: TextEdit[] = [];
  const added: string[] = [];
  const changes: string[] = [];
  const named = head.valueOf('name');
  if (named === undefined) {
    added.push(`name: ${name}`);
    changes.push('has a name');
  } else if (named.kind !== 'scalar' || named.text !== name) {
    edits.push({ start: head.base + named.start, end: head.base + named.end, text: name });
    changes.push('its name is that of its folder');
  }
  if (head.valueOf('description') === undefined) {
    added.push(`description: ${yamlText(describe(text.slice(head.bodyStart), name))}`);
    changes.push('has a description');
  }
  if (added.length > 0) {
    const lines = added.map((line) => line + end).join('');
    edits.push(
      head.hasHead
        ? { start: head.base, end: head.base, text: lines }
        : { start: 0, end: 0, text: `---${end}${lines}---${end}${end}` },
    );
  }
  return { text: withEdits(text, edits), changes };
}

/** What its first words are. */
function describe(body: string, name: string): string {
  const line = body.split('\n').find((one) => /\p{L}/u.test(one)) ?? '';
  const words = oneLine(line.replace(/^[#>*\-\s]+/u, ''));
  return shortened(words === '' ? name : words, SKILL_LIMITS.descriptionChars);
}

interface Head {
  readonly hasHead: boolean;
  readonly base: number;
  readonly bodyStart: number;
  readonly valueOf: (key: string) => YamlNode | undefined;
}

function readHead(text: string): Head | HeadFault {
  const problems: Problem[] = [];
  const { root, base, bodyStart } = readFrontMatter(text, problems);
  const [problem] = problems;
  if (problem !== undefined) return { fault: problem.message };
  if (root !== undefined && root.kind !== 'map') {
    const isEmpty = root.kind === 'scalar' && root.text === '';
    if (!isEmpty) return { fault: 'its head is no map' };
  }
  return {
    hasHead: bodyStart > 0,
    base,
    bodyStart,
    valueOf: (key) => (root?.kind === 'map' ? valueOf(root, key) : undefined),
  };
}

/** Edits made in a text, from its end on. */
function withEdits(text: string, edits: readonly TextEdit[]): string {
  let done = text;
  for (const edit of [...edits].sort((a, b) => b.start - a.start))
    done = done.slice(0, edit.start) + edit.text + done.slice(edit.end);
  return done;
}
