import { dirname } from 'node:path';
import { CodedError, isCodedError } from '@gait/canon';
import { writeWhole } from '@gait/local';
import { makeReceipt, RECEIPT_SCHEMA, RECEIPT_SCHEMA_VERSION, writeReceipt } from '@gait/regress';
import { refuseUnsafeOutputs } from '../check-output.ts';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { findCapture } from '../regress/find-capture.ts';
import { requireFrom } from '../regress/fixture-answer.ts';
import { parseProfile } from '../parse-profile.ts';
import { READ_PROFILE_FLAG } from '../verify-flags.ts';

const SCHEMA = { schema_id: RECEIPT_SCHEMA, schema_version: RECEIPT_SCHEMA_VERSION };

/** `capture`: a receipt that names a run or a trace for later. */
export const command = defineCommand({
  path: ['capture'],
  explain:
    'Finds and checks a recorded run, a trace or a session checkpoint and writes a receipt that names it.',
  flags: {
    from: textFlag({ value: 'RUN', help: 'run id, runpack, trace, or session chain' }),
    out: textFlag({
      default: 'gait-out/capture.json',
      value: 'FILE',
      help: 'where the receipt goes',
    }),
    checkpoint: textFlag({
      default: 'latest',
      value: 'N',
      help: 'checkpoint of a session chain: a number, or latest',
    }),
    profile: READ_PROFILE_FLAG,
    'save-as': textFlag({ value: 'FILE', help: 'former name of --out; refused' }),
  },
  errorJson: SCHEMA,
  example: 'gait capture --from run_demo',
  async run(context, { flags, given }): Promise<Outcome> {
    if (given.has('save-as')) return refuseSaveAs();
    requireFrom(flags.from);
    const from = flags.from.trim();
    const profile = parseProfile(flags.profile);
    let captured;
    try {
      captured = await findCapture(context, from, flags.checkpoint, profile);
    } catch (error) {
      if (isCodedError(error)) return { json: { ...SCHEMA, from }, error };
      throw error;
    }
    const out = flags.out.trim();
    if (out === '') {
      throw new CodedError('flag_invalid', '--out is empty', {
        hint: 'name the file that the receipt goes to',
        where: { field: '--out' },
      });
    }
    const { artifact_path: artifact, session_chain_path: chain } = captured;
    refuseUnsafeOutputs(context, [{ path: out, kind: 'other' }], [artifact, chain]);
    const receipt = makeReceipt({ ...captured, from, output_path: out });
    writeWhole(context.resolve(out), writeReceipt(receipt), { makeFolders: dirname(out) !== '.' });
    const { session_chain_path, run_id, ...rest } = receipt;
    return {
      json: {
        ...rest,
        session_chain_path: session_chain_path === '' ? undefined : session_chain_path,
        run_id: run_id === '' ? undefined : run_id,
      },
      text: (paint) => [
        paint.verdict(true, `captured ${receipt.artifact_type} ${receipt.artifact_path}`),
        ...paint.pairs({ run: run_id, chain: session_chain_path, receipt: out }),
        paint.dim(`next: gait regress add --from ${out}`),
      ],
    };
  },
});

function refuseSaveAs(): Outcome {
  return {
    json: {
      ...SCHEMA,
      migration: { kind: 'flag', deprecated_flag: '--save-as', replacement_flag: '--out' },
    },
    error: new CodedError('flag_invalid', 'the flag --save-as is now called --out', {
      hint: 'use --out instead',
      where: { field: '--save-as' },
    }),
  };
}
