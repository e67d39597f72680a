import type { CommandReading } from '@gait/commands';
import {
  argumentTexts,
  natureOfTool,
  type CommandFacts,
  type Intent,
  type ReadCommandFacts,
  type Target,
} from '@gait/gate';

/** Reads one text that is run. @param folder where it runs, absolute or `''` */
type ReadText = (text: string, folder: string) => CommandReading;

/**
 * Reads the commands of intents as rules ask for them: the texts that a tool which runs programs
 * was given, and the values of targets that are programs.
 */
export function commandFactsBy(read: ReadText): ReadCommandFacts {
  return (intent) => {
    const parts = [intent, ...(intent.script?.steps ?? [])].filter(runsPrograms);
    if (parts.length === 0) return undefined;
    const texts = new Set(parts.flatMap(textsOf));
    const found = [...texts].map((text) => factsOf(read(text, folderOf(intent))));
    // It runs something, and nobody says what.
    return found.length === 0 ? { programs: [], effects: ['execute', 'obscure'] } : merge(found);
  };
}

/** What rules may ask of a command that was read. */
export function factsOf({ effects, obscurities, programs }: CommandReading): CommandFacts {
  const words = new Set<string>(effects.map(({ kind }) => kind));
  if (effects.some(({ destructive }) => destructive)) words.add('destructive');
  if (obscurities.length > 0) words.add('obscure');
  return { programs: programs.map((name) => name.toLowerCase()), effects: [...words] };
}

interface Part {
  readonly tool_name: string;
  readonly args: Intent['args'];
  readonly targets: readonly Target[] | null;
}

function runsPrograms({ tool_name: tool, targets }: Part): boolean {
  return natureOfTool(tool).executes || (targets ?? []).some(isProgram);
}

function isProgram(target: Target): boolean {
  return target.endpoint_class === 'proc.exec';
}

function textsOf({ args, targets }: Part): readonly string[] {
  const given = argumentTexts(args ?? {})
    .filter(({ role }) => role === 'command')
    .map(({ text }) => text);
  // A caller who names the command as a target only.
  return given.length > 0 ? given : (targets ?? []).filter(isProgram).map(({ value }) => value);
}

function folderOf({ args, context }: Intent): string {
  const folder = argumentTexts(args ?? {}).find(({ role }) => role === 'folder')?.text ?? '';
  return folder.startsWith('/') ? folder : context.workspace;
}

function merge(found: readonly CommandFacts[]): CommandFacts {
  return {
    programs: [...new Set(found.flatMap(({ programs }) => programs))],
    effects: [...new Set(found.flatMap(({ effects }) => effects))],
  };
}
