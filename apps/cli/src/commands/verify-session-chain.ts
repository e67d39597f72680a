import { existsSync, realpathSync } from 'node:fs';
import { CodedError } from '@gait/canon';
import {
  verifyRunpack,
  verifySession,
  type RecordVisitor,
  type RunpackReport,
} from '@gait/evidence';
import {
  checkpointRunpack,
  journalLinesOf,
  openFileSource,
  readWhole,
  sessionFiles,
} from '@gait/local';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { sessionAnswer, sessionText } from '../session-answer.ts';
import { resolveVerification, VERIFY_FLAGS, type Verification } from '../verify-flags.ts';

const HEAD = /^(?:sha256:)?([0-9a-f]{64})$/;

/** `verify session-chain`: is the session what it was, and is all of it there. */
export const command = defineCommand({
  path: ['verify', 'session-chain'],
  explain:
    'Checks a session offline: its checkpoints and their runpacks, its journal, and whether it is complete.',
  flags: {
    chain: textFlag({ value: 'FILE', help: 'chain of checkpoints' }),
    journal: textFlag({ value: 'FILE', help: 'journal to check as well, or alone' }),
    seal: textFlag({
      value: 'FILE',
      help: 'seal of the journal; default <journal>.seal.json where there is one',
    }),
    'expect-head': textFlag({
      value: 'HASH',
      help: 'chain_head of `run session status` that you noted: the session must reach it',
    }),
    ...VERIFY_FLAGS,
  },
  positionals: [{ name: 'chain', help: 'chain file, instead of --chain', optional: true }],
  positionalsAnyCount: true,
  example:
    'gait verify session-chain --chain session_chain.json --journal session.jsonl --public-key gait-out/keys/gait_public.key',
  notes: [
    'A relative path of a runpack in the chain counts from the current folder, and where it is not there',
    'from the folder of the chain. The digests of the chain bind the runpack, wherever it is found.',
    'completeness is "open" unless a checked seal, or --expect-head, says where the session ends.',
    'Exit status: 0 verified, 2 read and found false, 6 cannot be read.',
  ],
  async run(context, { flags, positionals }): Promise<Outcome> {
    const chain = nameOfChain(flags, positionals);
    const expectHead = parseHead(flags['expect-head']);
    const verification = await resolveVerification(context, flags);
    // A trust file asks for a signature over the session, seal or checkpoint, not for signed runpacks.
    const requireSignedRunpacks = flags['require-signature'] || verification.profile === 'strict';
    const journal = flags.journal === '' ? undefined : flags.journal;
    const seal = nameOfSeal(context, flags.seal, journal);
    const report = await verifySession(
      {
        ...(chain === undefined ? {} : { chain: readWhole(context.resolve(chain)) }),
        ...(journal === undefined ? {} : { journal: journalLinesOf(context.resolve(journal)) }),
        ...(seal === undefined ? {} : { seal: readWhole(context.resolve(seal)) }),
      },
      {
        profile: verification.profile,
        keys: verification.keys,
        requireSignature: verification.requireSignature,
        requireSignedRunpacks,
        expectHead,
        verifyRunpack: (path, visitor) =>
          verifyRunpackFile(context, path, chain ?? '', {
            ...verification,
            requireSignature: requireSignedRunpacks,
            visitor,
          }),
        fileOf: (path) => fileOf(context, path, chain ?? ''),
      },
    );
    if (report.fault !== undefined) throw report.fault.at({ file: chain ?? seal ?? '' });
    const paths = { chain, journal, seal };
    return {
      exit: report.ok ? 0 : 2,
      json: sessionAnswer(report, paths),
      text: (paint) => sessionText(report, paths, paint),
    };
  },
});

function nameOfChain(
  flags: { readonly chain: string; readonly journal: string },
  positionals: readonly string[],
): string | undefined {
  const named = flags.chain.trim() === '' ? positionals[0] : flags.chain;
  const rest = flags.chain.trim() === '' ? positionals.slice(1) : positionals;
  if (rest.length === 0 && named !== undefined) return named;
  if (rest.length === 0 && flags.journal.trim() !== '') return undefined;
  throw new CodedError('invalid_input', 'expected --chain <session_chain.json>', {
    hint: 'name one chain file, or a journal with --journal',
  });
}

/** The seal beside the journal is looked at unasked: an attacker must not profit from a reader who forgot it. */
function nameOfSeal(
  context: Context,
  given: string,
  journal: string | undefined,
): string | undefined {
  if (given !== '') {
    if (journal !== undefined) return given;
    throw new CodedError('flag_invalid', '--seal needs the journal that it seals', {
      hint: 'add --journal FILE',
    });
  }
  if (journal === undefined) return undefined;
  const beside = sessionFiles(journal).seal;
  return existsSync(context.resolve(beside)) ? beside : undefined;
}

function parseHead(text: string): string | undefined {
  const given = text.trim().toLowerCase();
  if (given === '') return undefined;
  const found = HEAD.exec(given)?.[1];
  if (found !== undefined) return found;
  throw new CodedError('flag_invalid', '--expect-head is not a SHA-256 hash', {
    hint: 'give the 64 hex digits of the chain_head that `gait run session status` prints, or of an event_hash',
    where: { field: '--expect-head' },
  });
}

/** The file behind a path of the chain, free of dots and links; one that is not there by its name. */
function fileOf(context: Context, named: string, chain: string): string {
  const path = context.resolve(checkpointRunpack(named, chain, context.cwd));
  return existsSync(path) ? realpathSync(path) : named;
}

async function verifyRunpackFile(
  context: Context,
  named: string,
  chain: string,
  verification: Verification & { readonly visitor: RecordVisitor },
): Promise<RunpackReport> {
  const path = context.resolve(checkpointRunpack(named, chain, context.cwd));
  if (!existsSync(path)) {
    throw new CodedError(
      'file_missing',
      `its runpack ${named} is neither in the current folder nor in that of the chain`,
    );
  }
  const source = openFileSource(path);
  try {
    // What must be signed is the checkpoint: it names the digest of the runpack's manifest. The
    // runpack's own signature is asked for by `--require-signature` and strict alone.
    return await verifyRunpack(source, { ...verification, allowUnsigned: true });
  } finally {
    source.close();
  }
}
