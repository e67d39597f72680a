import { CodedError } from '@gait/canon';
import { sealSession, sessionFiles } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { defineCommand, type Outcome } from '../command.ts';
import { loadSigner, namesPrivateKey, SIGNING_FLAGS } from '../key-flags.ts';
import {
  JOURNAL_FLAG,
  onJournal,
  requireFlags,
  sessionContext,
  sessionPath,
} from '../session-command.ts';

/** `run session seal`: the signed end. */
export const command = defineCommand({
  path: ['run', 'session', 'seal'],
  explain: 'Ends a session: signs how many events there were, so that a cut journal is found out.',
  flags: { journal: JOURNAL_FLAG, ...SIGNING_FLAGS },
  errorJson: { operation: 'seal' },
  example:
    'gait run session seal --journal session.jsonl --private-key gait-out/keys/gait_private.key',
  notes: [
    'Writes <journal>.seal.json. Nothing can be added to a sealed session.',
    'The runpacks of all checkpoints must be there and be the ones that the chain names.',
    'Check it with: gait verify session-chain --journal session.jsonl --public-key gait-out/keys/gait_public.key',
  ],
  async run(context, { flags }): Promise<Outcome> {
    assertPerson(context);
    requireFlags(flags, ['journal']);
    return onJournal('seal', flags.journal, async () => {
      const journal = sessionPath(context, flags.journal);
      if (!namesPrivateKey(context, flags)) {
        throw new CodedError('key_missing', 'a seal must be signed: no private key is named', {
          hint: 'pass --private-key FILE; make one with `gait keys init`',
        });
      }
      const { key, warnings } = await loadSigner(context, flags, 'prod');
      for (const { message } of warnings) context.warn(`warning: ${message}`);
      const seal = sealSession(journal.file, key, sessionContext(context));
      const sealPath = sessionFiles(journal.name).seal;
      return {
        exit: 0,
        json: { ok: true, operation: 'seal', journal: journal.given, seal_path: sealPath, seal },
        text: (paint) => [
          paint.verdict(true, `${journal.given} is sealed`),
          ...paint.pairs({
            events: seal.event_count,
            checkpoints: seal.checkpoint_count,
            'chain head': seal.chain_head,
            seal: sealPath,
            signature: `by ${key.keyId.slice(0, 16)}`,
          }),
        ],
      };
    });
  },
});
