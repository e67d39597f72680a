import { CodedError, parseTime } from '@gait/canon';
import { parseApprovedScripts, verifyApprovedScript, type ApprovedScript } from '@gait/gate';
import { isFile, readWhole } from '@gait/local';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { CHECKING_FLAGS, loadTrusted } from '../key-flags.ts';

/** `list-scripts`: what the registry of approved scripts says. */
export const command = defineCommand({
  path: ['list-scripts'],
  explain:
    'Lists the approved scripts of a registry, and with a key whether their signatures count.',
  flags: {
    registry: textFlag({ value: 'FILE', help: 'registry of approved scripts' }),
    ...CHECKING_FLAGS,
  },
  example: 'gait list-scripts --registry approved.json --public-key alice_public.key',
  async run(context, { flags }): Promise<Outcome> {
    const path = flags.registry.trim();
    if (path === '') {
      throw new CodedError('flag_invalid', '--registry is required', {
        hint: 'pass --registry FILE',
        where: { field: '--registry' },
      });
    }
    const keys = await loadTrusted(context, flags, 'standard');
    const file = context.resolve(path);
    const entries = isFile(file) ? parseApprovedScripts(readWhole(file), { file: path }) : [];
    const now = context.now();
    const rows = entries.map((entry) => ({
      ...describe(entry, now),
      ...(keys === undefined ? {} : { verified: verifyApprovedScript(entry, keys, now).ok }),
    }));
    return {
      exit: 0,
      json: {
        ok: true,
        registry: path,
        count: rows.length || undefined,
        entries: rows.length === 0 ? undefined : rows,
      },
      text: (paint) => [
        paint.bold(
          `${rows.length} approved ${rows.length === 1 ? 'script' : 'scripts'} in ${path}`,
        ),
        ...paint.table(
          rows.map((row) => [
            row.pattern_id,
            row.expired ? 'expired' : 'active',
            'verified' in row ? (row.verified ? 'verified' : 'NOT VERIFIED') : 'not checked',
            row.approver_identity,
            row.expires_at,
            (row.tool_sequence ?? []).join(', '),
          ]),
        ),
      ],
    };
  },
});

function describe(entry: ApprovedScript, now: bigint) {
  return {
    pattern_id: entry.pattern_id,
    approver_identity: entry.approver_identity,
    policy_digest: entry.policy_digest,
    script_hash: entry.script_hash,
    tool_sequence: entry.tool_sequence,
    scope: (entry.scope ?? []).length === 0 ? undefined : entry.scope,
    expires_at: entry.expires_at,
    expired: (parseTime(entry.expires_at)?.epochNanos ?? 0n) <= now,
  };
}
