import { existsSync } from 'node:fs';
import type { Decision } from '@gait/boundary';
import { isCodedError, parsePublicKey, trimSpace, type KeySet } from '@gait/canon';
import { loadTrust, readKillSwitch, readWhole } from '@gait/local';
import { approverNames } from '../approve/approver-keys.ts';
import type { Context } from '../context.ts';
import { toHome } from '../home-path.ts';
import { approverKeyPath, approverSecretPath } from '../onboard/add-approver.ts';
import { shellWord } from '../shell-word.ts';
import type { GateSettings } from './gate-settings.ts';

/** What a person is told besides the decision; looked up only when text is printed. */
export interface NextSteps {
  /** The entries of the kill switch that stopped the call, with their reasons. */
  readonly stoppedBy: string | undefined;
  /** The command that approves the call; undefined when that would not help. */
  readonly approve: string | undefined;
}

/** Looks up what is told besides a decision. Never throws for what it cannot read. */
export function nextSteps(
  context: Context,
  settings: GateSettings,
  { ruling, outcome }: Decision,
): NextSteps {
  const stopped = outcome.killSwitch?.status === 'active' ? outcome.killSwitch : undefined;
  return {
    stoppedBy: stopped && stoppedBy(context, settings, stopped.matched_entry_ids ?? []),
    approve: ruling.verdict === 'require_approval' ? approveCommand(context, settings) : undefined,
  };
}

function stoppedBy(context: Context, { flags }: GateSettings, ids: readonly string[]): string {
  const path = context.resolve(flags['kill-switch-state']);
  const entries = unlessUnreadable(() => readKillSwitch(path).entries) ?? [];
  return ids
    .map((id) => {
      const reasons = entries
        .filter((entry) => entry.entry_id === id && entry.enabled && entry.reason !== '')
        .map(({ reason }) => reason);
      return reasons.length === 0 ? id : `${id} (${[...new Set(reasons)].join('; ')})`;
    })
    .join(', ');
}

/** With everything that changes what is approved, and the key whose approval counts. */
function approveCommand(context: Context, { flags, profile, ...paths }: GateSettings): string {
  const given = ['tool-classes', 'wrkr-inventory', 'context-envelope'] as const;
  const { name, key } = approverOf(context, flags['approval-trust']);
  return [
    'gait approve',
    // A call from standard input has no file yet.
    `--intent ${shellWord(paths.intentPath === '-' ? '' : paths.intentPath)} --policy ${shellWord(paths.policyPath)}`,
    ...given
      .filter((flag) => trimSpace(flags[flag]) !== '')
      .map((flag) => `--${flag} ${shellWord(flags[flag])}`),
    ...(profile === 'strict' ? ['--profile strict'] : []),
    `--ttl 1h --approver ${name} --reason-code CODE --key-mode prod --private-key ${key}`,
  ].join(' ');
}

/** An approver whose private key lies here, else the name of one, else a word to replace. */
function approverOf(context: Context, trust: string): { name: string; key: string } {
  const nobody = { name: 'NAME', key: 'FILE' };
  const path = trimSpace(trust);
  if (path === '') return nobody;
  const keys = unlessUnreadable(() => loadTrust(context.resolve(path)));
  const names = keys === undefined ? [] : approverNames(keys);
  const own = names.find((name) => hasOwnKey(context, keys, name));
  if (own !== undefined) {
    // The shell puts the home folder in front of an unquoted `~/`.
    const file = approverSecretPath(context, own);
    const short = toHome(file, context.home);
    return { name: shellWord(own), key: /^[\w./~@%+-]+$/u.test(short) ? short : shellWord(file) };
  }
  return names[0] === undefined ? nobody : { name: shellWord(names[0]), key: 'FILE' };
}

function hasOwnKey(context: Context, keys: KeySet | undefined, name: string): boolean {
  if (/[/\\]/u.test(name) || !existsSync(approverSecretPath(context, name))) return false;
  const text = unlessUnreadable(() =>
    Buffer.from(readWhole(approverKeyPath(context, name))).toString('utf8'),
  );
  const id = text === undefined ? undefined : unlessUnreadable(() => parsePublicKey(text).keyId);
  return keys?.keys.some(({ key, identity }) => key.keyId === id && identity === name) === true;
}

function unlessUnreadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}
