import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CodedError,
  generateKeyPair,
  parsePrivateKey,
  singleKey,
  type KeySet,
  type SigningKey,
} from '@gait/canon';
import { verifyRunpack, verifySession, type SessionReport } from '@gait/evidence';
import { openFileSource } from '../../files/file-source.ts';
import { STANDARD_LOCK } from '../../locks/lock-options.ts';
import { journalLinesOf } from '../read-journal.ts';
import type { SessionContext } from '../session-context.ts';
import { startSession } from '../start-session.ts';

/** A scratch folder; `dispose` removes it. */
export interface Scratch {
  readonly path: (name: string) => string;
  [Symbol.dispose](): void;
}

/** A new scratch folder. */
export function scratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'gait-session-'));
  return {
    path: (name) => join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A context whose clock goes on by a second with every look. */
export function testContext(changes: Partial<SessionContext> = {}): SessionContext {
  let now = 1_767_225_600_000_000_000n;
  return {
    now: () => (now += 1_000_000_000n),
    producerVersion: '1.4.0',
    lock: STANDARD_LOCK,
    ...changes,
  };
}

/** Starts a session of the tests. */
export function begin(journal: string, context = testContext()): void {
  startSession(journal, { sessionId: 'sess', runId: 'run' }, context);
}

/** A key of the tests. */
export function testKey(): { readonly signing: SigningKey; readonly keys: KeySet } {
  const signing = parsePrivateKey(generateKeyPair().privateKey);
  return { signing, keys: singleKey(signing.publicKey) };
}

/** Verifies a journal, and its chain and seal where they are named. */
export async function verifyFiles(
  journal: string,
  given: { readonly chain?: string; readonly seal?: string; readonly keys?: KeySet } = {},
): Promise<SessionReport> {
  return await verifySession(
    {
      journal: journalLinesOf(journal),
      ...(given.chain === undefined ? {} : { chain: readFileSync(given.chain) }),
      ...(given.seal === undefined ? {} : { seal: readFileSync(given.seal) }),
    },
    {
      profile: 'standard',
      keys: given.keys,
      verifyRunpack: async (path, visitor) => {
        const source = openFileSource(path);
        try {
          return await verifyRunpack(source, {
            profile: 'standard',
            keys: given.keys,
            allowUnsigned: true,
            visitor,
          });
        } finally {
          source.close();
        }
      },
    },
  );
}

/** The code of the error that the work ends with. */
export function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

/** The lines of a file. */
export function linesOf(path: string): readonly string[] {
  return readFileSync(path, 'utf8').trimEnd().split('\n');
}
