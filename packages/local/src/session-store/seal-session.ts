import { buildSeal, encodeSeal, type SessionCheckpoint, type SessionSeal } from '@gait/evidence';
import type { SigningKey } from '@gait/canon';
import { writeWhole } from '../files/write-whole.ts';
import { withLockSync } from '../locks/with-lock.ts';
import { findLostRunpack } from './checkpoint-runpacks.ts';
import { mendChain } from './mend-chain.ts';
import { readJournal } from './read-journal.ts';
import { refuseSealed } from './refuse-sealed.ts';
import { nowText, type SessionContext } from './session-context.ts';
import { sessionFiles } from './session-files.ts';

/**
 * Ends a session: writes, signed, how many events there were and where the hash
 * chain ended. The journal is checked first; one with any finding is not sealed.
 *
 * @throws CodedError `session_sealed`, the code of the first
 *   finding, `lock_contention`, `lock_lost`, errors of the file system.
 */
export function sealSession(
  path: string,
  signingKey: SigningKey,
  context: SessionContext,
): SessionSeal {
  const files = sessionFiles(path);
  return withLockSync(
    path,
    (lock) => {
      refuseSealed(files);
      const checkpoints: SessionCheckpoint[] = [];
      const { facts } = readJournal(path, {
        flawless: true,
        visit({ entry }) {
          if (entry.kind === 'checkpoint') checkpoints.push(entry.checkpoint);
        },
      });
      mendChain(files, facts.header, checkpoints, context, lock);
      const lost = findLostRunpack(path, 'every', context);
      if (lost !== undefined) throw lost;
      const seal = buildSeal(facts, {
        createdAt: nowText(context),
        producerVersion: context.producerVersion,
        signingKey,
      });
      lock.assertHeld();
      writeWhole(files.seal, encodeSeal(seal), { overwrite: false });
      return seal;
    },
    context.lock,
  );
}
