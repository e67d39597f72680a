import type { Guard } from '@gait/boundary';
import { trimSpace } from '@gait/canon';
import {
  followsReference,
  indexProtected,
  judgeProtection,
  type SpokenWords,
  type ToolTables,
} from '@gait/gate';
import {
  openPathResolver,
  projectOf,
  protectedInstallation,
  sessionFiles,
  type UsedFile,
} from '@gait/local';
import type { Context } from '../context.ts';
import type { GateSettings } from './gate-settings.ts';
import { configPlace } from './placed-config.ts';

/** What the files are that flags and configuration name. */
const KINDS: Readonly<Record<string, UsedFile['kind']>> = {
  policy: 'policy',
  config: 'gait_folder',
  'private-key': 'key',
  'approval-private-key': 'key',
  'delegation-private-key': 'key',
  'approval-public-key': 'key',
  'delegation-public-key': 'key',
  'approved-script-public-key': 'key',
  'approval-trust': 'trust_file',
  'delegation-trust': 'trust_file',
  'approved-script-registry': 'trust_file',
  revocations: 'ledger',
  'kill-switch-state': 'kill_switch',
  'rate-limit-state': 'rate_limit',
  'session-journal': 'ledger',
  'trace-out': 'ledger',
  'trace-dir': 'ledger',
  'decision-out': 'ledger',
  'credential-evidence-out': 'ledger',
  'tool-classes': 'policy',
  'wrkr-inventory': 'policy',
  'credential-command': 'executable',
  // of `gate serve`
  tokens: 'trust_file',
  'tls-key': 'key',
  'tls-cert': 'trust_file',
  journal: 'ledger',
};
/** Folders, with everything below. */
const TREES: ReadonlySet<string> = new Set(['journal', 'trace-dir']);
const PRIVATE = /private-key$|^tls-key$/u;

/** The folder that this gate is for: where its configuration lies, else where it was started. */
export function gateProject(
  context: Context,
  { flags }: { readonly flags: { readonly config: string } },
): string {
  const config = trimSpace(flags.config);
  if (config === '') return context.cwd;
  return projectOf(context.resolve(configPlace(context, config).path), context.cwd);
}

/**
 * The protection of the gate itself, above every policy (rule 9 of the design); undefined in the
 * profiles that decide as the reference, which has none.
 *
 * @param commandsRead the words of the call's command, when this gate read it wholly
 */
export function protectionGuard(
  context: Context,
  settings: GateSettings,
  tables: ToolTables,
  commandsRead?: () => readonly SpokenWords[] | undefined,
): Guard | undefined {
  if (followsReference(settings.profile)) return undefined;
  const set = protectedInstallation({
    project: gateProject(context, settings),
    surroundings: context,
    executable: context.executable,
    files: usedFiles(context, settings),
  });
  const index = indexProtected(set);
  return {
    name: 'self_protection',
    judge: (intent) =>
      judgeProtection(intent, {
        index,
        resolve: openPathResolver(set),
        ...tables,
        commandsRead: commandsRead?.(),
      }),
  };
}

function usedFiles(context: Context, { flags }: GateSettings): readonly UsedFile[] {
  // `gate serve` has flags that `gate eval` has not.
  const given: Readonly<Record<string, unknown>> = flags;
  return Object.entries(KINDS).flatMap(([flag, kind]) => {
    const value = given[flag];
    const path = typeof value === 'string' ? trimSpace(value) : '';
    // A program without a folder is looked up on the PATH.
    if (path === '' || (kind === 'executable' && !/[/\\]/u.test(path))) return [];
    const secret = PRIVATE.test(flag);
    const file = context.resolve(path);
    const files: readonly string[] =
      flag === 'session-journal' ? Object.values(sessionFiles(file)) : [file];
    return files.map((one) => ({ path: one, kind, secret, tree: TREES.has(flag) }));
  });
}
