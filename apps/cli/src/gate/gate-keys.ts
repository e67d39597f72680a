import { singleKey, type KeySet, type SigningKey } from '@gait/canon';
import type { Context } from '../context.ts';
import { keySources, keySurroundings, loadTrusted, type KeyFlagValues } from '../key-flags.ts';
import type { GateEvalFlags, GateSettings } from './gate-settings.ts';
import { hasPrivateSource, hasPublicSource } from '@gait/local';

/** Whose signatures a family of flags is about. */
type KeyFamily = 'approval' | 'delegation' | 'approved-script';

/**
 * Keys of approvers or delegators, loaded when first asked for: a call that needs no approval
 * must not fail for a key that nobody looks at. Without a key of their own delegations are
 * checked with the approvers' key, and approvals with the key that signs traces; `oss-prod` and
 * `strict` take neither (the answer is then undefined).
 */
export function keysOf(
  context: Context,
  settings: GateSettings,
  families: readonly KeyFamily[],
  signer: SigningKey | undefined,
): () => Promise<KeySet | undefined> {
  let loaded: Promise<KeySet | undefined> | undefined;
  return () => (loaded ??= load(context, settings, families, signer));
}

async function load(
  context: Context,
  settings: GateSettings,
  families: readonly KeyFamily[],
  signer: SigningKey | undefined,
): Promise<KeySet | undefined> {
  const { flags, profile } = settings;
  const named = families.map((family) => valuesOf(flags, family)).find(namesAnyKey(context));
  if (named !== undefined) {
    return await loadTrusted(context, named, profile === 'strict' ? 'strict' : 'standard');
  }
  if (signer === undefined || profile === 'oss-prod' || profile === 'strict') return undefined;
  return singleKey(signer.publicKey);
}

/** The flags of a family under the names that the loaders know. */
function valuesOf(flags: GateEvalFlags, family: KeyFamily): KeyFlagValues {
  const text = (name: string): string => {
    const value = (flags as Readonly<Record<string, string | boolean>>)[`${family}-${name}`];
    return typeof value === 'string' ? value : '';
  };
  return {
    'public-key': text('public-key'),
    'public-key-env': text('public-key-env'),
    'private-key': text('private-key'),
    'private-key-env': text('private-key-env'),
    trust: text('trust'),
  };
}

function namesAnyKey(context: Context): (values: KeyFlagValues) => boolean {
  return (values) => {
    const sources = keySources(context, values);
    return values.trust !== '' || hasPublicSource(sources) || hasPrivateSource(sources);
  };
}

/**
 * What loading the key that signs may use; under `strict` others must not be able to read it.
 *
 * @param once the process decides one call
 */
export function signerSurroundings(context: Context, { profile }: GateSettings, once: boolean) {
  const permissions = profile === 'strict' ? 'refuse' : 'warn';
  return { ...keySurroundings(context, permissions), signsOnce: once };
}
