import { isAbsolute, join, normalize, sep } from 'node:path';
import { CodedError, isCodedError, prettyJson, type SigningKey } from '@gait/canon';
import {
  formatTicketFooter,
  parseEnvelope,
  parseRunInput,
  prepareRun,
  recordRun,
  resolveEvidenceMode,
  reviewRunInput,
  runInputSchema,
  type ContextEnvelope,
  type PreparedRun,
  type RunInput,
  type StrayField,
} from '@gait/evidence';
import { cleanPath, readWhole } from '@gait/local';
import { unlessEmpty } from '../optional.ts';
import { ONLY_IDS_DIFFER, STABLE_IDS } from '../stable-ids.ts';
import { keyFilesOf } from '../check-output.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { loadSigner, namesPrivateKey, SIGNING_FLAGS, type KeyFlagValues } from '../key-flags.ts';
import { oneName } from '../one-name.ts';
import { recordDefaults } from '../record-defaults.ts';
import { explainRefusal, remarkWarnings, strayFieldWarnings } from '../run-input-warnings.ts';
import { storeRun, type ReplacedRun } from '../store-run.ts';

const STRIPPED = 'reference capture removed arguments and results after taking their digests';

/** A run record is one JSON document; larger runs are recorded in sessions. */
const MAX_INPUT_BYTES = 256 * 1024 * 1024;

/** `run record`: one JSON file of any framework becomes a runpack. */
export const command = defineCommand({
  path: ['run', 'record'],
  explain: 'Turns the record of a run, one JSON file, into a runpack that anybody can verify.',
  flags: {
    input: textFlag({ value: 'FILE', help: 'run record; - reads standard input' }),
    schema: boolFlag({ help: 'print the JSON Schema of a run record and do nothing else' }),
    'out-dir': textFlag({ default: './gait-out', value: 'DIR', help: 'folder for the runpack' }),
    'run-id': textFlag({ value: 'ID', help: 'replaces the run id of the record' }),
    'capture-mode': textFlag({
      value: 'MODE',
      help: 'reference keeps digests only (default), raw keeps payloads',
    }),
    'key-mode': textFlag({
      value: 'MODE',
      help: 'prod signs with the given key, dev with a key made for this process',
    }),
    ...SIGNING_FLAGS,
    'context-envelope': textFlag({
      value: 'FILE',
      help: 'context envelope that replaces the references of the record',
    }),
    'context-evidence-mode': textFlag({ value: 'MODE', help: 'best_effort (default) or required' }),
    'unsafe-context-raw': boolFlag({ help: 'permit receipts whose context is kept in the clear' }),
  },
  positionals: [
    {
      name: 'input',
      help: 'run record, instead of --input; - reads standard input',
      optional: true,
    },
  ],
  positionalsAnyCount: true,
  example: 'gait run record run.json --private-key gait-out/keys/gait_private.key',
  notes: ['gait run record --schema describes every field of the run record.'],
  async run(context, { flags, positionals }): Promise<Outcome> {
    if (flags.schema) return schemaOutcome();
    const inputPath = oneName(flags.input, positionals, '--input <run_record.json>');
    if (flags['out-dir'] === '') {
      throw new CodedError('path_unsafe', '--out-dir is empty', {
        hint: 'name a folder; `.` is the current one',
        where: { field: '--out-dir' },
      });
    }
    const warnings: string[] = [];
    const strays: StrayField[] = [];
    try {
      return await record(context, flags, inputPath, warnings, strays);
    } catch (error) {
      if (!isCodedError(error)) throw error;
      // What was misspelt may be the very reason: it is said beside the refusal.
      const told = strayFieldWarnings(strays);
      for (const warning of told) context.warn(`warning: ${warning}`);
      return { json: { warnings: unlessEmpty(told) }, error: explainRefusal(error, strays) };
    }
  },
});

async function record(
  context: Context,
  flags: RecordFlags,
  inputPath: string,
  warnings: string[],
  strays: StrayField[],
): Promise<Outcome> {
  const given = readInput(context, inputPath, warnings, strays);
  const envelope = readEnvelope(context, flags, given, warnings);
  const prepared = prepareRun(given, {
    runId: flags['run-id'],
    captureMode: flags['capture-mode'],
    evidenceMode: flags['context-evidence-mode'],
    ...(envelope === undefined ? {} : { envelope }),
    allowRawContext: flags['unsafe-context-raw'],
  });
  const key = await loadKey(context, flags, warnings);
  context.progress(`recording ${prepared.input.run.run_id}`);
  const recorded = recordRun(
    { ...prepared.input, ...(key === undefined ? {} : { signingKey: key }) },
    recordDefaults(context),
  );
  const path = cleanPath(join(flags['out-dir'], `runpack_${recorded.runId}.zip`));
  const inputs = [inputPath, flags['context-envelope'], ...keyFilesOf(flags)];
  const replaced = await storeRun(context, path, recorded, inputs);
  if (replaced !== undefined) warnings.push(replacedWarning(path, replaced));
  if (replaced?.otherIds === true) warnings.push(`${ONLY_IDS_DIFFER}; ${STABLE_IDS}`);
  const { manifest_digest: manifestDigest } = recorded.manifest;
  const footer = formatTicketFooter({ runId: recorded.runId, manifestDigest });
  const bundle = isAbsolute(path) || path.startsWith('.') ? path : `./${path}`;
  const allWarnings = [...captureWarnings(prepared), ...warnings];
  // What reference capture takes out is the default, said in the row about capture.
  for (const warning of allWarnings) if (warning !== STRIPPED) context.warn(`warning: ${warning}`);
  return {
    exit: 0,
    json: {
      ok: true,
      run_id: recorded.runId,
      bundle,
      manifest_digest: manifestDigest,
      signature_status: key === undefined ? 'missing' : 'signed',
      signature_key_id: key?.keyId,
      warnings: allWarnings.length === 0 ? undefined : allWarnings,
      ticket_footer: footer,
    },
    text: (paint) => [
      paint.verdict(true, `recorded run ${recorded.runId}`),
      ...paint.pairs({
        runpack: bundle,
        signature: key === undefined ? 'none' : `by ${key.keyId}`,
        capture: captureText(prepared),
        calls: prepared.input.intents.length,
        results: prepared.input.results.length,
      }),
      footer,
    ],
  };
}

function schemaOutcome(): Outcome {
  const schema = runInputSchema();
  return {
    exit: 0,
    json: { ok: true, schema },
    text: () => prettyJson(schema).trimEnd().split('\n'),
  };
}

function readInput(
  context: Context,
  path: string,
  warnings: string[],
  strays: StrayField[],
): RunInput {
  const stdin = path === '-';
  const file = stdin ? 'standard input' : path;
  context.progress(`reading ${file}`);
  const bytes = readWhole(stdin ? path : context.resolve(path), {
    maxBytes: MAX_INPUT_BYTES,
    stdin,
  });
  context.progress(`reading ${file}`);
  const input = parseRunInput(bytes, { file }, (stray) => strays.push(stray));
  warnings.push(...strayFieldWarnings(strays), ...remarkWarnings(reviewRunInput(input)));
  return input;
}

function replacedWarning(path: string, { manifestDigest, signed }: ReplacedRun): string {
  const what =
    manifestDigest === ''
      ? 'a file that was no readable runpack'
      : `the runpack with manifest sha256:${manifestDigest}${signed ? ', which was signed' : ''}`;
  return `replaced ${what}: ${path}`;
}

interface RecordFlags extends KeyFlagValues, EnvelopeFlags {
  readonly 'out-dir': string;
  readonly 'run-id': string;
  readonly 'capture-mode': string;
  readonly 'key-mode': string;
  readonly 'unsafe-context-raw': boolean;
}

interface EnvelopeFlags {
  readonly 'context-envelope': string;
  readonly 'context-evidence-mode': string;
}

/** An envelope that cannot be used is an error only where evidence is required. */
function readEnvelope(
  context: Context,
  flags: EnvelopeFlags,
  given: RunInput,
  warnings: string[],
): ContextEnvelope | undefined {
  const path = flags['context-envelope'].trim();
  const mode = resolveEvidenceMode(flags['context-evidence-mode'], given.refs);
  if (path === '') return undefined;
  if (!isAbsolute(path) && normalize(path).split(sep)[0] === '..') {
    throw new CodedError(
      'path_unsafe',
      'the relative path of the context envelope leaves the current folder',
      {
        hint: 'give an absolute path, or one below the current folder',
        where: { file: path },
      },
    );
  }
  try {
    return parseEnvelope(readWhole(context.resolve(path)), { file: path });
  } catch (error) {
    if (!isCodedError(error) || mode === 'required') throw error;
    warnings.push(`context envelope ignored: ${error.message}`);
    return undefined;
  }
}

async function loadKey(
  context: Context,
  flags: KeyFlagValues & { readonly 'key-mode': string },
  warnings: string[],
): Promise<SigningKey | undefined> {
  const mode = flags['key-mode'].trim().toLowerCase();
  if (mode === '' && !namesPrivateKey(context, flags)) return undefined;
  const loaded = await loadSigner(context, flags, mode);
  for (const { code, message } of loaded.warnings) {
    // What the format's consumers know of is in the answer; advice about key files is for the person.
    if (code === 'key_dev_mode') warnings.push(message);
    else context.warn(`warning: ${message}`);
  }
  return loaded.key;
}

function captureWarnings({ captureMode, stripsPayloads }: PreparedRun): readonly string[] {
  if (captureMode === 'raw')
    return ['raw capture keeps arguments and results in the clear: treat the runpack as sensitive'];
  return stripsPayloads ? [STRIPPED] : [];
}

function captureText({ captureMode, stripsPayloads }: PreparedRun): string {
  return stripsPayloads
    ? `${captureMode}: digests of arguments and results, not themselves`
    : captureMode;
}
