import type { Json } from '@gait/canon';

/** What an argument is for, as its name says. */
export type ArgumentRole = 'path' | 'output' | 'folder' | 'command' | 'content' | 'other';

/** A text somewhere in the arguments of a call. */
export interface ArgumentText {
  readonly text: string;
  readonly role: ArgumentRole;
}

// Sets, not patterns: a process that decides one call compiles each pattern for one use.

const FOLDER = new Set([
  ...['cwd', 'workdir', 'work_dir', 'workingdir', 'working_dir', 'workingdirectory'],
  ...['working_directory', 'rootdir', 'root', 'workspace'],
]);
const COMMAND = new Set([
  ...['command', 'commands', 'cmd', 'cmdline', 'command_line', 'commandline', 'script'],
  ...['code', 'shell', 'argv', 'program', 'executable', 'expression', 'run', 'exec'],
  ...['chars', 'keys', 'stdin', 'patch', 'diff', 'source_code', 'python', 'javascript'],
]);
const CONTENT = new Set([
  ...['content', 'contents', 'text', 'body', 'message', 'new_string', 'old_string'],
  ...['newstring', 'oldstring', 'new_str', 'old_str', 'newtext', 'oldtext', 'new_text'],
  ...['old_text', 'file_text', 'data', 'value', 'prompt', 'description', 'comment'],
  ...['title', 'summary', 'markdown', 'html', 'thought', 'todos', 'reason'],
]);
/** What is written there, whatever else the tool does. */
const OUTPUT =
  /^(?:out|output|save|dest|destination|dst|write|export)(?:_?(?:to|as|path|file|filename|dir|folder|directory))?$/u;
/** Parts of names. */
const PATH: readonly string[] = [
  ...['path', 'file', 'dir', 'folder', 'src', 'dest', 'source', 'target', 'output'],
  ...['input', 'from', 'glob', 'uri', 'url', 'location', 'name', 'link'],
];
const DEEPEST = 64;

/** Every text in the arguments, names of members included: `{"files": {".x": "…"}}` writes `.x`. */
export function argumentTexts(args: Json): readonly ArgumentText[] {
  const texts: ArgumentText[] = [];
  collect(args, 'other', 0, texts);
  return texts;
}

const ARGUMENTS = /^(?:args|argv|arguments|params|parameters)$/iu;

function collect(value: Json, role: ArgumentRole, depth: number, into: ArgumentText[]): void {
  if (typeof value === 'string') into.push({ text: value, role });
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    if (!collectCommand(items, role, into)) {
      for (const item of items) collect(item, role, depth + 1, into);
    }
    return;
  }
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined) as [
    string,
    Json,
  ][];
  const spoken = spokenCommand(members);
  if (spoken !== undefined) collectCommand(spoken.words, 'command', into);
  for (const [name, inner] of members) {
    if (/[./\\~]/u.test(name)) into.push({ text: name, role: 'path' });
    if (spoken?.names.includes(name) !== true) collect(inner, roleOf(name, role), depth + 1, into);
  }
}

/** `["rm", "-rf", ".x"]`: words of one command, or commands one after the other. */
function collectCommand(items: readonly Json[], role: ArgumentRole, into: ArgumentText[]): boolean {
  if (role !== 'command' && role !== 'other') return false;
  const words = items.filter((item): item is string => typeof item === 'string');
  if (words.length < 2 || words.length < items.length) return false;
  into.push({ text: words.join(' '), role });
  if (words.some((word) => /\s/u.test(word))) into.push({ text: words.join('\n'), role });
  // Of a tool that runs nothing they may be paths.
  if (role === 'other') for (const word of words) into.push({ text: word, role: 'path' });
  return true;
}

/** `{command: "rm", args: ["-rf", ".x"]}`: one command in two members. */
function spokenCommand(
  members: readonly (readonly [string, Json])[],
): { readonly words: readonly string[]; readonly names: readonly string[] } | undefined {
  const program = members.find(
    ([name, value]) => typeof value === 'string' && roleOf(name, 'other') === 'command',
  );
  const rest = members.find(
    ([name, value]) =>
      ARGUMENTS.test(name) &&
      Array.isArray(value) &&
      (value as readonly Json[]).every((item) => typeof item === 'string'),
  );
  if (program === undefined || rest === undefined) return undefined;
  const words = [program[1] as string, ...(rest[1] as readonly string[])];
  return words.length < 2 ? undefined : { words, names: [program[0], rest[0]] };
}

function roleOf(name: string, outer: ArgumentRole): ArgumentRole {
  const folded = name
    .replaceAll(/([a-z])([A-Z])/gu, '$1_$2')
    .toLowerCase()
    .replaceAll('-', '_');
  if (FOLDER.has(folded)) return 'folder';
  if (COMMAND.has(folded)) return 'command';
  if (CONTENT.has(folded)) return 'content';
  if (OUTPUT.test(folded)) return 'output';
  if (folded === 'to' || PATH.some((part) => folded.includes(part))) return 'path';
  return outer;
}
