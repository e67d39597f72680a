import type { Json } from '@gait/canon';
import type { Intent, Target } from '../intent/intent-record.ts';
import type { ToolTables } from '../intent/tool-tables.ts';
import { argumentTexts, type ArgumentText } from './argument-texts.ts';
import { findProtected, type Found } from './find-protected.ts';
import { commandReadings } from './command-readings.ts';
import { judgeCommand } from './judge-command.ts';
import { hasWildcards } from './match-wildcards.ts';
import { judgeWords } from './judge-words.ts';
import { meetsKey } from './meets-key.ts';
import { readPathText } from './path-text.ts';
import type { ProtectedIndex } from './protected-index.ts';
import type { PathResolver } from './protected-set.ts';
import { holdsChangingOwnCommand } from './own-commands.ts';
import {
  codeOf,
  COMMAND_CODE,
  KEY_READ_CODE,
  SELF_PROTECTION,
  UNRESOLVED_CODE,
} from './reason-codes.ts';
import type { SpokenWords } from './spoken-words.ts';
import { isExecTarget, isReadTarget, natureOf, type ToolNature } from './tool-nature.ts';

/** What the protection of the gate answers; empty lists: nothing against the call. */
export interface ProtectionVerdict {
  /** Sorted, unique. */
  readonly reasonCodes: readonly string[];
  readonly violations: readonly string[];
}

/** What the judging of a call may use besides the call. */
export interface ProtectionTools extends ToolTables {
  readonly index: ProtectedIndex;
  readonly resolve: PathResolver;
  /**
   * The words of every program that the command starts, when the gate itself read the whole command
   * and wrote the targets: a target that reads only reads, one that writes a file writes that file,
   * and of the text only our own commands and these words are looked at. Never for what a caller
   * says.
   */
  readonly commandsRead?: readonly SpokenWords[] | undefined;
}

interface CallPart {
  readonly tool: string;
  readonly args: Json;
  readonly targets: readonly Target[];
}

interface Question extends ProtectionTools {
  readonly bases: readonly string[];
  /** What was found for texts before: targets and arguments say the same. */
  readonly found: Map<string, Found>;
}

/**
 * The governed party never governs itself: grounds to block a call that would write, move or
 * delete what the gate stands on, read a private key, or run a command of ours that changes
 * these. No policy is asked. Looks at targets, arguments and every step of a script; on doubt
 * the answer is to block.
 *
 * @param intent prepared; what it says of itself can only make the answer stricter, except that
 *   a tool whose name and targets say nothing but reading may read
 */
export function judgeProtection(intent: Intent, tools: ProtectionTools): ProtectionVerdict {
  const bases = basesOf(intent, tools);
  const steps = intent.script?.steps ?? [];
  const parts: CallPart[] =
    intent.script === null
      ? [{ tool: intent.tool_name, args: intent.args, targets: intent.targets ?? [] }]
      : [
          ...steps.map(({ tool_name: tool, args, targets }) => ({
            tool,
            args,
            targets: targets ?? [],
          })),
          { tool: '', args: intent.args, targets: ownTargets(intent) },
        ];
  const codes = new Set(
    parts.flatMap((part) => judgePart(part, { ...tools, bases, found: new Map() })),
  );
  for (const code of judgeWords(tools.commandsRead ?? [], { ...tools, bases })) codes.add(code);
  return {
    reasonCodes: [...codes].toSorted(),
    violations: codes.size === 0 ? [] : [SELF_PROTECTION],
  };
}

/** Targets that a script names besides those of its steps. */
function ownTargets({ script, targets }: Intent): readonly Target[] {
  const key = (target: Target): string =>
    JSON.stringify([target.kind, target.value, target.operation, target.endpoint_class]);
  const known = new Set((script?.steps ?? []).flatMap((step) => step.targets ?? []).map(key));
  return (targets ?? []).filter((target) => !known.has(key(target)));
}

/** A relative path counts from the project, and from wherever the call says it works. */
function basesOf({ context }: Intent, { index }: ProtectionTools): readonly string[] {
  const { project, variables } = index.set;
  if (context.workspace === '') return [project];
  const claimed = readPathText(context.workspace, [project], variables);
  return [...new Set([project, ...claimed.filter((path) => path !== undefined).slice(0, 3)])];
}

function judgePart(part: CallPart, question: Question): readonly string[] {
  const nature = natureOf(part.tool, question);
  const texts = argumentTexts(part.args);
  const folders = texts
    .filter(({ role }) => role === 'folder')
    .flatMap(({ text }) => readPathText(text, question.bases, question.index.set.variables))
    .filter((path) => path !== undefined)
    .slice(0, 4);
  const asked =
    folders.length === 0
      ? question
      : {
          ...question,
          bases: [...new Set([...question.bases, ...folders])],
          found: new Map<string, Found>(),
        };
  return [
    ...part.targets.flatMap((target) => judgeTarget(target, nature, asked)),
    ...judgeTexts(part, texts, nature, asked),
  ];
}

function judgeTarget(target: Target, nature: ToolNature, question: Question): readonly string[] {
  const { value } = target;
  if (target.kind === 'host') return [];
  // Of URLs only those that name files of this machine.
  if (
    target.kind === 'url' &&
    !/^(?:jar:|view-source:)?(?:file|vscode|cursor|localfile)/iu.test(value)
  )
    return [];
  if (isExecTarget(target)) return judgeText(value, question);
  // The gate's own reader says that only the name counts: `ls`, `test -f`.
  if (target.operation === NAME_OPERATION && question.commandsRead !== undefined) return [];
  const found = find(value, question);
  // A name that says neither reading nor anything else leaves it to the target to say.
  const isRead = question.commandsRead !== undefined || (!nature.executes && !nature.changes);
  if (isReadTarget(target) && isRead) return readCodes(value, nature, question);
  if (question.commandsRead !== undefined) return writeCodes(target, found);
  return [
    // Of what runs something in a folder, a target without an operation is that folder.
    ...changeCodes(found, !(nature.executes && !nature.changesTrees && target.operation === '')),
    ...(found.unknown ? [UNRESOLVED_CODE] : []),
  ];
}

/** What a command does to a file: only taking away and moving reaches what lies below a folder. */
function writeCodes({ endpoint_class: of, operation }: Target, found: Found): readonly string[] {
  const reaches = of === 'fs.delete' || operation === TREE_OPERATION || operation === 'discard';
  return [...changeCodes(found, reaches), ...(found.unknown ? [UNRESOLVED_CODE] : [])];
}

/** The operation of a target of which only the name is asked for: that it is there, how large it is. */
export const NAME_OPERATION = 'stat';

/** The operation of a target that changes everything below a folder. */
export const TREE_OPERATION = 'write_tree';

function judgeText(text: string, question: Question): readonly string[] {
  if (question.commandsRead === undefined) return judgeCommand(text, question);
  return commandReadings(text).some(holdsChangingOwnCommand) ? [COMMAND_CODE] : [];
}

function judgeTexts(
  { tool, targets }: CallPart,
  texts: readonly ArgumentText[],
  nature: ToolNature,
  question: Question,
): readonly string[] {
  const runs = nature.executes || targets.some(isExecTarget);
  // A neutral name and targets that are read only: what the targets name may stand in the arguments.
  const readTargets = new Set(targets.filter(isReadTarget).map(({ value }) => value));
  const pathElsewhere = targets.length > 0 || texts.some(({ role }) => role === 'path');
  const onlyReads =
    nature.reads && targets.every((target) => target.kind !== 'path' || isReadTarget(target));
  return texts.flatMap(({ text, role }) => {
    if (runs && role !== 'folder') return judgeText(text, question);
    if (onlyReads && role !== 'output') {
      const runsText = role === 'command' && /\s/u.test(text);
      return [
        ...(runsText ? judgeCommand(text, question) : []),
        ...readCodes(text, nature, question),
      ];
    }
    if (role === 'command' && tool !== '')
      return [...judgeCommand(text, question), ...patchCodes(text, question)];
    if (role === 'content' && pathElsewhere)
      return /patch|diff/u.test(tool) ? patchCodes(text, question) : [];
    if (!nature.changes && readTargets.has(text.trim())) return readCodes(text, nature, question);
    return changedText(text, role, nature, question);
  });
}

function changedText(
  text: string,
  role: ArgumentText['role'],
  nature: ToolNature,
  question: Question,
): readonly string[] {
  const several = role === 'path' || role === 'output';
  const wholes = several ? [...new Set([text, ...text.split(/[\s,;]+/u)])] : [text];
  const folders = nature.changesTrees && role !== 'folder';
  return [
    ...wholes.flatMap((whole) => changeCodes(find(whole, question), folders)),
    ...patchCodes(text, question),
  ];
}

/** What lies elsewhere is not what the gate stands on, whatever it is called there. */
const REMOTE = /^\s*(?:https?|wss?|ftps?|s3|gs|git|ssh|oci):\/\//iu;
const NOTHING: Found = { at: [], above: [], unknown: false };

function find(text: string, { bases, index, resolve, found }: Question): Found {
  if (REMOTE.test(text)) return NOTHING;
  const before = found.get(text);
  if (before !== undefined) return before;
  const now = findProtected(text, bases, index, resolve);
  found.set(text, now);
  return now;
}

function readCodes(text: string, nature: ToolNature, question: Question): readonly string[] {
  const { at, above } = find(text, question);
  if (at.some(({ secret }) => secret)) return [KEY_READ_CODE];
  const deep = nature.searches || hasWildcards(text);
  return deep && meetsKey(above) ? [KEY_READ_CODE] : [];
}

function changeCodes({ at, above }: Found, wholeFolders: boolean): readonly string[] {
  const hits = wholeFolders ? [...at, ...above] : at;
  return hits.map(({ kind }) => codeOf(kind));
}

const PATCHED =
  /^(?:\*\*\* (?:Add|Update|Delete) File: |\*\*\* Move to: |(?:---|\+\+\+) (?:[ab]\/)?|rename (?:from|to) |copy (?:from|to) |diff --git a\/)(.+)$/gmu;

/** Files that a patch changes. */
function patchCodes(text: string, question: Question): readonly string[] {
  if (!text.includes('\n')) return [];
  return [...text.matchAll(PATCHED)].flatMap(([, named = '']) =>
    named.split(/\t| b\//u).flatMap((path) => changeCodes(find(path.trim(), question), true)),
  );
}
