import { join } from 'node:path';
import { CodedError, type SigningKey } from '@gait/canon';
import { safeOutputPath, writeWhole } from '@gait/local';
import { keyFilesOf, refuseUnsafeOutputs } from '../check-output.ts';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { loadSigner, namesPrivateKey, SIGNING_FLAGS, type KeyFlagValues } from '../key-flags.ts';
import { oneNameOf } from '../one-name-of.ts';
import { unlessEmpty } from '../optional.ts';
import { builtIdentity, packEnvelope } from '../pack-answer.ts';
import { asInvalidInput } from '../pack-input-error.ts';
import {
  packFromBundle,
  packFromCall,
  packFromJob,
  packFromRun,
  type BuildRequest,
  type BuiltFromFiles,
} from '../pack-sources.ts';
import { parseProfile } from '../parse-profile.ts';
import { READ_PROFILE_FLAG } from '../verify-flags.ts';

const ENVELOPE = packEnvelope('build');

/** `pack build`: one file that carries a run, job, call or authorization with its proof. */
export const command = defineCommand({
  path: ['pack', 'build'],
  explain: 'Puts a run, job, call or authorization into one verifiable pack with proof records.',
  flags: {
    type: textFlag({ default: 'run', value: 'TYPE', help: 'run, job, call or authorization' }),
    from: textFlag({
      value: 'SOURCE',
      help: 'run id or runpack; job id or folder; call record; authorization bundle',
    }),
    out: textFlag({
      value: 'FILE',
      help: 'pack to write; default pack_<id>.zip beside the source',
    }),
    'job-root': textFlag({ default: './gait-out/jobs', value: 'DIR', help: 'folder of the jobs' }),
    'key-mode': textFlag({
      default: 'none',
      value: 'MODE',
      help: 'prod signs with the given key, dev with a key made for this process, none unless a key is given',
    }),
    ...SIGNING_FLAGS,
    profile: READ_PROFILE_FLAG,
  },
  positionals: [{ name: 'source', help: 'the same as --from', optional: true }],
  positionalsAnyCount: true,
  errorJson: ENVELOPE,
  example:
    'gait pack build --type run --from run_demo --out pack.zip --private-key gait-out/keys/gait_private.key',
  async run(context, { flags, positionals }): Promise<Outcome> {
    const from = oneNameOf(flags.from, positionals, '--from');
    const profile = parseProfile(flags.profile);
    const warnings: string[] = [];
    const key = await loadKey(context, flags, warnings);
    const request = { from, jobRoot: flags['job-root'].trim(), key, profile };
    return asInvalidInput(ENVELOPE, async () => {
      const { pack, folder } = await build(context, flags.type.trim().toLowerCase(), request);
      const target =
        flags.out.trim() === '' ? join(folder, `pack_${pack.manifest.pack_id}.zip`) : flags.out;
      const path = safeOutputPath(target);
      refuseUnsafeOutputs(context, [{ path, kind: 'pack' }], [from, ...keyFilesOf(flags)]);
      writeWhole(context.resolve(path), pack.bytes, { makeFolders: true });
      for (const warning of warnings) context.warn(`warning: ${warning}`);
      return {
        exit: 0,
        json: {
          ok: true,
          ...ENVELOPE,
          path,
          ...builtIdentity(pack),
          warnings: unlessEmpty(warnings),
        },
        text: (paint) => [
          paint.verdict(true, `built ${pack.manifest.pack_type} pack ${path}`),
          ...paint.pairs({
            pack: pack.manifest.pack_id,
            source: pack.manifest.source_ref,
            files: pack.manifest.contents?.length,
            signature: key === undefined ? 'none' : `by ${key.keyId}`,
          }),
          paint.dim(`next: gait pack verify ${path}`),
        ],
      };
    });
  },
});

async function build(
  context: Context,
  type: string,
  request: BuildRequest,
): Promise<BuiltFromFiles> {
  switch (type) {
    case 'run':
      return packFromRun(context, request);
    case 'job':
      return packFromJob(context, request);
    case 'call':
      return packFromCall(context, request);
    case 'authorization':
      return packFromBundle(context, request);
    default:
      throw new CodedError('flag_invalid', '--type must be run, job, call or authorization', {
        hint: 'say what the pack is about',
        where: { field: '--type' },
      });
  }
}

async function loadKey(
  context: Context,
  flags: KeyFlagValues & { readonly 'key-mode': string },
  warnings: string[],
): Promise<SigningKey | undefined> {
  const mode = flags['key-mode'].trim().toLowerCase();
  if (!['', 'none', 'dev', 'prod'].includes(mode)) {
    throw new CodedError('flag_invalid', '--key-mode must be none, dev or prod', {
      where: { field: '--key-mode' },
    });
  }
  const unsigned = mode === '' || mode === 'none';
  if (unsigned && !namesPrivateKey(context, flags)) return undefined;
  const loaded = await loadSigner(context, flags, unsigned ? 'prod' : mode);
  warnings.push(...loaded.warnings.map(({ message }) => message));
  return loaded.key;
}
