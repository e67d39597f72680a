import type { Problem } from '../findings/finding.ts';
import type { FindingCode } from '../findings/finding-codes.ts';
import type { NodeKind } from '../graph/graph.ts';
import { resolveReference } from '../graph/resolve-reference.ts';
import type { TextEdit } from '../reader/byte-edits.ts';
import type { PlacedText } from '../reader/read-block.ts';
import { FOLDER_OF, type AssetKind } from '../tree/asset-places.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { NearFiles } from './near-files.ts';

interface Question {
  readonly tree: FileTree;
  readonly near: NearFiles;
  readonly kind: AssetKind;
  /** Agents name tasks from the root of the project, front matter below the folder of the kind. */
  readonly fromRoot: boolean;
  readonly placeAt: (offset: number) => { readonly line: number; readonly column: number };
}

const MISSING: Readonly<Record<Exclude<NodeKind, 'mcp' | 'agent'>, FindingCode>> = {
  task: 'missing_task',
  template: 'missing_template',
  data: 'missing_data',
  skill: 'missing_skill',
};

const WORDS: Readonly<Record<AssetKind, string>> = {
  agent: 'agent',
  task: 'task',
  template: 'template',
  data: 'data file',
  skill: 'skill',
};

/** Holds the references of one list against the tree. */
export function checkReferences(
  references: readonly PlacedText[],
  question: Question,
): readonly Problem[] {
  const seen = new Set<string>();
  return references.flatMap((reference) => {
    const problem = checkReference(reference, question);
    if (problem !== undefined) return [problem];
    const { path } = resolveReference(question.tree, question.kind, reference.text);
    // The schema of agents says so already.
    if (seen.has(path) && !question.fromRoot) {
      return [
        {
          code: 'reference_repeated' as const,
          message: `${reference.text} is named twice`,
          hint: 'take one of the two out',
          about: [path],
          ...question.placeAt(reference.start),
        },
      ];
    }
    seen.add(path);
    return [];
  });
}

function checkReference(reference: PlacedText, question: Question): Problem | undefined {
  const { tree, kind, near, placeAt } = question;
  const { reach, path, localPath } = resolveReference(tree, kind, reference.text);
  const place = placeAt(reference.start);
  const word = WORDS[kind];
  switch (reach) {
    case 'found':
      // An install names the file that wins.
      return reference.text === `./${localPath ?? ''}`
        ? undefined
        : misspelt(reference, path, question);
    case 'missing': {
      const meant = near.find(kind, path);
      const hint =
        meant === undefined
          ? `add ${path}, or take the reference out`
          : `did you mean ${spell(meant, question)}`;
      return {
        code: MISSING[kind as keyof typeof MISSING],
        message: `the ${word} ${path} does not exist`,
        hint,
        about: [path],
        ...place,
        ...(meant === undefined ? {} : { fix: [replaceText(reference, spell(meant, question))] }),
      };
    }
    case 'outside':
      return {
        code: 'path_escape',
        message: `${reference.text} leads out of ${FOLDER_OF[kind]}`,
        hint: 'name a file inside that folder, without .. and without a leading /',
        about: [path],
        ...place,
      };
    case 'unusable':
      return {
        code: 'reference_unusable',
        message:
          reference.text.trim() === ''
            ? `the name of a ${word} is empty`
            : `${reference.text} names no file`,
        hint: 'write the path of a file, its folders divided by /',
        ...place,
      };
    case 'not_a_file':
      return {
        code: 'not_a_file',
        message: `${path} is no plain file`,
        hint: 'name a file; folders and symbolic links are not read',
        about: [path],
        ...place,
      };
  }
}

/** What is found though its spelling is not the one that every tool reads: the repair is known. */
function misspelt(reference: PlacedText, path: string, question: Question): Problem | undefined {
  const right = spell(path, question);
  const isOdd = question.fromRoot
    ? question.kind === 'task' && reference.text !== right && path.endsWith('.md')
    : reference.text.startsWith('/');
  if (!isOdd) return undefined;
  return {
    code: 'reference_spelling',
    message: `${reference.text} is found, but not by every tool`,
    hint: `write ${right}`,
    about: [path],
    fix: [replaceText(reference, right)],
    ...question.placeAt(reference.start),
  };
}

/** The one spelling of a path as a reference. */
function spell(path: string, { kind, fromRoot }: Question): string {
  if (kind === 'skill') return path.slice(FOLDER_OF.skill.length + 1).replace(/\/SKILL\.md$/, '');
  return fromRoot ? `./${path}` : path.slice(FOLDER_OF[kind].length + 1);
}

function replaceText({ start, end }: PlacedText, text: string): TextEdit {
  const plain = /^[A-Za-z0-9._/][A-Za-z0-9._/ -]*[A-Za-z0-9]$/.test(text);
  return { start, end, text: plain ? text : JSON.stringify(text) };
}
