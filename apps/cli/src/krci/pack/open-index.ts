import { isAbsolute, join } from 'node:path';
import { CodedError } from '@gait/canon';
import { cacheHome, fetchIndex, stateHome, type FetchedIndex } from '@gait/local';
import { judgeIndex, type JudgedIndex } from '@gait/registry';
import type { Context } from '../../context.ts';
import { boolFlag, textFlag } from '../../flag-spec.ts';
import type { Paint } from '../../paint.ts';
import { refusalError } from './fetch-verified.ts';
import { SOURCE_FLAGS, sourcePlace } from './source-place.ts';
import { resolveTrust, TRUST_FLAGS } from './trust-flags.ts';

const VARIABLE = 'KRCI_AI_INDEX';

/** Flags of commands that look into an index. */
export const INDEX_FLAGS = {
  index: textFlag({ value: 'ADDRESS', help: `https:// or path of the index, else ${VARIABLE}` }),
  'allow-unsigned': boolFlag({ help: 'look into an index that no trusted publisher signed' }),
  ...TRUST_FLAGS,
  ...SOURCE_FLAGS,
} as const;

export interface IndexFlagValues {
  readonly index: string;
  readonly 'allow-unsigned': boolean;
  readonly trust: string;
  readonly 'public-key': string;
  readonly 'sigstore-root': string;
  readonly profile: string;
  readonly 'blob-host': string;
}

/** An index that was verified, and how fresh it is. */
export interface OpenedIndex extends JudgedIndex {
  /** As a source beside it is resolved: `https://…`, or an absolute path. */
  readonly address: string;
  readonly from: FetchedIndex['from'];
  /** Why it comes from the cache; '' when it is the newest. */
  readonly offline: string;
  readonly ageSeconds: number;
}

/** True where somebody says which index counts. */
export function namesIndex(context: Context, { index }: { readonly index: string }): boolean {
  return index !== '' || (context.env[VARIABLE] ?? '') !== '';
}

/**
 * Brings the index of the flags or of `KRCI_AI_INDEX`, verifies it and keeps it for when the network
 * is away.
 *
 * @throws CodedError what is wrong with it; those of `fetchIndex` and `resolveTrust`
 */
export async function openIndex(context: Context, flags: IndexFlagValues): Promise<OpenedIndex> {
  const named = flags.index === '' ? (context.env[VARIABLE] ?? '') : flags.index;
  if (named === '') {
    throw new CodedError('arguments_invalid', 'no index is named', {
      hint: `pass --index https://…/index.json, or set ${VARIABLE}`,
    });
  }
  const address = /^https?:\/\//u.test(named) ? new URL(named).href : context.resolve(named);
  const trust = await resolveTrust(context, flags);
  const now = context.now();
  const fetched = await fetchIndex(address, sourcePlace(context, flags['blob-host']), {
    cache: join(ownFolder(cacheHome(context)), 'pack-indexes'),
    state: join(ownFolder(stateHome(context)), 'pack-indexes'),
    now,
  });
  const verdict = judgeIndex(fetched.bytes, fetched.signatures, {
    ...trust,
    now,
    seen: fetched.seen,
    allowUnsigned: flags['allow-unsigned'],
  });
  if (!verdict.ok) throw refusalError(verdict, address);
  fetched.remember(verdict.index.sequence, verdict.signers.length > 0);
  return {
    ...verdict,
    address,
    from: fetched.from,
    offline: fetched.offline,
    ageSeconds: Number((now - fetched.fetchedAt) / 1_000_000_000n),
  };
}

/** Keys of JSON about the index itself. */
export function indexJson({
  index,
  address,
  from,
  offline,
  ageSeconds,
  expired,
  signers,
}: OpenedIndex): object {
  return {
    name: index.name,
    sequence: index.sequence,
    address,
    from,
    offline: offline !== '',
    age_seconds: ageSeconds,
    expired,
    signers,
  };
}

/** What a person must know of the index before he believes the answer. */
export function indexLines(opened: OpenedIndex, paint: Paint): readonly string[] {
  const { offline, ageSeconds, expired, signers, index } = opened;
  return [
    ...(offline === ''
      ? []
      : [paint.warn(`answer of the cache, ${ageText(ageSeconds)} old: ${offline}`)]),
    ...(expired ? [paint.warn(`edition ${index.sequence} of ${index.name} is past its end`)] : []),
    ...(signers.length === 0 ? [paint.warn('the index is not signed')] : []),
  ];
}

function ageText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

function ownFolder(folder: string): string {
  if (isAbsolute(folder)) return folder;
  throw new CodedError('home_unknown', 'there is no home folder to keep an index in', {
    hint: 'set HOME to an absolute path',
  });
}
