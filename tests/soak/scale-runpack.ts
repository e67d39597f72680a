import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { canonicalize, digest, emptyRecord, encodeRecord, type JsonObject } from '@gait/canon';
import {
  intentRecord,
  manifestDigest,
  manifestRecord,
  refsRecord,
  resultRecord,
  runRecord,
  RUNPACK_SCHEMA_VERSION,
  RUNPACK_SCHEMAS,
  ZipStreamWriter,
  type RunpackManifest,
} from '@gait/evidence';

const RUN_ID = 'run_scale';
const CREATED_AT = '2026-02-05T00:00:00Z';
const LINES_A_CHUNK = 200;

const common = {
  schema_version: RUNPACK_SCHEMA_VERSION,
  created_at: CREATED_AT,
  producer_version: '1.4.0',
  run_id: RUN_ID,
};

/** The call with this number: arguments like those of a coding agent, all different. */
function argsOf(index: number): JsonObject {
  return {
    path: `services/payments/src/ledger/account-${index % 977}/entry-${index}.ts`,
    edit: {
      from: index,
      to: index + 17,
      reason: 'carry the idempotency key through the retry path',
    },
    context: [
      `balance of account ${index % 977} before the edit: ${(index * 7919) % 100_003}`,
      'posted by the nightly batch',
    ],
    command: `npm run test -- --project payments --filter "ledger entry ${index}" --reporter junit --retry 2`,
    note: `step ${index} of the migration plan; see ticket PAY-${index % 4999} and its review thread`,
  };
}

function intentLine(index: number): string {
  const args = argsOf(index);
  const intent = {
    ...common,
    schema_id: RUNPACK_SCHEMAS.intent,
    intent_id: `intent_${index}`,
    tool_name: 'file.edit',
    args_digest: digest(args),
    args,
  };
  return canonicalize(encodeRecord(intentRecord, intent));
}

function resultLine(index: number): string {
  const result: JsonObject = {
    ok: true,
    lines_changed: index % 40,
    message: `entry ${index} rewritten, 0 conflicts`,
  };
  const record = {
    ...common,
    schema_id: RUNPACK_SCHEMAS.result,
    intent_id: `intent_${index}`,
    status: 'ok',
    result_digest: digest(result),
    result,
  };
  return canonicalize(encodeRecord(resultRecord, record));
}

/** Lines in chunks, hashed on the way where a hash is given. */
function* chunksOf(
  count: number,
  lineOf: (index: number) => string,
  hash?: Hash,
): Generator<Uint8Array> {
  for (let start = 0; start < count; start += LINES_A_CHUNK) {
    let text = '';
    for (let index = start; index < Math.min(count, start + LINES_A_CHUNK); index += 1)
      text += `${lineOf(index)}\n`;
    const bytes = Buffer.from(text);
    hash?.update(bytes);
    yield bytes;
  }
}

const sha256 = (): Hash => createHash('sha256');

/**
 * Writes a raw runpack with this many intents and results, in constant memory, and answers
 * its packed and unpacked size in bytes.
 */
export async function writeScaleRunpack(
  path: string,
  intents: number,
): Promise<{ packed: number; unpacked: number }> {
  const run = {
    ...emptyRecord(runRecord),
    ...common,
    schema_id: RUNPACK_SCHEMAS.run,
    timeline: [],
  };
  const refs = {
    ...emptyRecord(refsRecord),
    ...common,
    schema_id: RUNPACK_SCHEMAS.refs,
    receipts: [],
  };
  const runBytes = Buffer.from(canonicalize(encodeRecord(runRecord, run)));
  const refsBytes = Buffer.from(canonicalize(encodeRecord(refsRecord, refs)));

  // The manifest stands before the results, so their digest is needed before they are written.
  const resultsHash = sha256();
  let unpacked = runBytes.length + refsBytes.length;
  for (const chunk of chunksOf(intents, resultLine, resultsHash)) unpacked += chunk.length;

  const file = openSync(path, 'wx', 0o600);
  try {
    const writer = new ZipStreamWriter((bytes) => {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    });
    const intentsHash = sha256();
    await writer.addEntry(
      'intents.jsonl',
      counted(chunksOf(intents, intentLine, intentsHash), (bytes) => (unpacked += bytes)),
    );
    const unnamed: RunpackManifest = {
      ...emptyRecord(manifestRecord),
      ...common,
      schema_id: RUNPACK_SCHEMAS.manifest,
      capture_mode: 'raw',
      files: [
        { path: 'intents.jsonl', sha256: intentsHash.digest('hex') },
        { path: 'refs.json', sha256: sha256().update(refsBytes).digest('hex') },
        { path: 'results.jsonl', sha256: resultsHash.digest('hex') },
        { path: 'run.json', sha256: sha256().update(runBytes).digest('hex') },
      ],
    };
    const manifest = { ...unnamed, manifest_digest: manifestDigest(unnamed) };
    await writer.addEntry('manifest.json', [
      Buffer.from(canonicalize(encodeRecord(manifestRecord, manifest))),
    ]);
    await writer.addEntry('refs.json', [refsBytes]);
    await writer.addEntry('results.jsonl', chunksOf(intents, resultLine));
    await writer.addEntry('run.json', [runBytes]);
    return { packed: await writer.finish(), unpacked };
  } finally {
    closeSync(file);
  }
}

function* counted(
  chunks: Iterable<Uint8Array>,
  add: (bytes: number) => void,
): Generator<Uint8Array> {
  for (const chunk of chunks) {
    add(chunk.length);
    yield chunk;
  }
}
