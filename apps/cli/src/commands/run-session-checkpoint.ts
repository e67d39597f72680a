import { encodeRecord } from '@gait/canon';
import { sessionCheckpointRecord } from '@gait/evidence';
import { checkpointSession, sessionFiles } from '@gait/local';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { keyFilesOf, refuseUnsafeOutputs } from '../check-output.ts';
import { loadSigner, namesPrivateKey, SIGNING_FLAGS } from '../key-flags.ts';
import { recordDefaults } from '../record-defaults.ts';
import {
  JOURNAL_FLAG,
  onJournal,
  requireFlags,
  sessionContext,
  sessionPath,
} from '../session-command.ts';

/** `run session checkpoint`: a runpack of what is new. */
export const command = defineCommand({
  path: ['run', 'session', 'checkpoint'],
  explain:
    'Makes a runpack of the events since the last checkpoint and links it into the chain of the session.',
  flags: {
    journal: JOURNAL_FLAG,
    out: textFlag({ value: 'FILE', help: 'runpack to write' }),
    'chain-out': textFlag({ value: 'FILE', help: 'write the chain here as well' }),
    ...SIGNING_FLAGS,
  },
  errorJson: { operation: 'checkpoint' },
  example:
    'gait run session checkpoint --journal session.jsonl --out cp1.zip --private-key gait-out/keys/gait_private.key',
  notes: [
    'The chain is written beside the journal, as <journal without extension>_chain.json.',
    'Each checkpoint needs a file of its own: one that the chain names already is refused (exit 8).',
    'With a private key the runpack and the checkpoint are signed.',
  ],
  async run(context, { flags }): Promise<Outcome> {
    requireFlags(flags, ['journal', 'out']);
    return onJournal('checkpoint', flags.journal, async () => {
      const journal = sessionPath(context, flags.journal);
      const out = sessionPath(context, flags.out);
      const chainOut =
        flags['chain-out'].trim() === '' ? undefined : sessionPath(context, flags['chain-out']);
      refuseUnsafeOutputs(
        context,
        [
          { path: flags.out, kind: 'runpack' },
          { path: flags['chain-out'], kind: 'other' },
        ],
        keyFilesOf(flags),
      );
      const signer = namesPrivateKey(context, flags)
        ? await loadSigner(context, flags, 'prod')
        : undefined;
      for (const { message } of signer?.warnings ?? []) context.warn(`warning: ${message}`);
      const { os, arch } = recordDefaults(context);
      const { checkpoint } = checkpointSession(
        journal.file,
        {
          runpackFile: out.file,
          runpackPath: out.name,
          os,
          arch,
          ...(chainOut === undefined ? {} : { chainFile: chainOut.file }),
          ...(signer === undefined ? {} : { signingKey: signer.key }),
        },
        sessionContext(context),
      );
      const chainPath = chainOut?.given ?? sessionFiles(journal.name).chain;
      return {
        exit: 0,
        json: {
          ok: true,
          operation: 'checkpoint',
          journal: journal.given,
          chain_path: chainPath,
          checkpoint: encodeRecord(sessionCheckpointRecord, checkpoint),
        },
        text: (paint) => [
          paint.verdict(true, `checkpoint ${checkpoint.checkpoint_index} made`),
          ...paint.pairs({
            events: `${checkpoint.sequence_start} to ${checkpoint.sequence_end}`,
            runpack: checkpoint.runpack_path,
            chain: chainPath,
            signature: signer === undefined ? 'none' : `by ${signer.key.keyId.slice(0, 16)}`,
          }),
        ],
      };
    });
  },
});
