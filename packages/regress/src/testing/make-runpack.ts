import { canonicalize, digest, sha256Hex, type Json, type JsonObject } from '@gait/canon';
import { writeZip } from '@gait/evidence';

/** What a runpack for tests holds; the rest is fixed. */
export interface RunShape {
  readonly runId?: string;
  readonly createdAt?: string;
  readonly captureMode?: string;
  readonly tools?: readonly string[];
  /** One per tool, `null` for none; default: all ok. */
  readonly results?: readonly (JsonObject | null)[];
  readonly refs?: JsonObject;
  /** Changes files before they are hashed. */
  readonly change?: (files: Record<string, string>) => void;
  /** Adds an entry that the manifest does not list. */
  readonly stray?: string;
}

/** The bytes of a whole runpack, written by hand so that any field can be wrong. */
export function makeRunpack(shape: RunShape = {}): Uint8Array {
  const base = {
    schema_version: '1.0.0',
    created_at: shape.createdAt ?? '2026-03-01T09:15:00Z',
    producer_version: '1.4.0',
    run_id: shape.runId ?? 'run_a',
  };
  const tools = shape.tools ?? ['tool.read', 'tool.write'];
  const results = shape.results ?? tools.map(() => ({ status: 'ok' }));
  const files: Record<string, string> = {
    'run.json': canonicalize({
      ...base,
      schema_id: 'gait.runpack.run',
      env: { os: 'linux', arch: 'amd64', runtime: 'go' },
      timeline: [],
    }),
    'intents.jsonl': lines(
      tools.map((tool_name, i) => ({
        ...base,
        schema_id: 'gait.runpack.intent',
        intent_id: `intent_${i + 1}`,
        tool_name,
        args_digest: sha256Hex(`args ${i}`),
      })),
    ),
    'results.jsonl': lines(
      results.flatMap((result, i) =>
        result === null
          ? []
          : [
              {
                ...base,
                schema_id: 'gait.runpack.result',
                intent_id: `intent_${i + 1}`,
                result_digest: sha256Hex(`result ${i}`),
                ...result,
              },
            ],
      ),
    ),
    'refs.json': canonicalize({
      ...base,
      schema_id: 'gait.runpack.refs',
      receipts: [],
      ...shape.refs,
    }),
  };
  shape.change?.(files);
  const manifest = {
    ...base,
    schema_id: 'gait.runpack.manifest',
    capture_mode: shape.captureMode ?? 'raw',
    files: Object.keys(files)
      .sort()
      .map((path) => ({ path, sha256: sha256Hex(files[path] ?? '') })),
    manifest_digest: '',
  };
  const encoder = new TextEncoder();
  return writeZip([
    ...Object.entries(files).map(([path, text]) => ({ path, data: encoder.encode(text) })),
    {
      path: 'manifest.json',
      data: encoder.encode(canonicalize({ ...manifest, manifest_digest: digest(manifest) })),
    },
    ...(shape.stray === undefined ? [] : [{ path: shape.stray, data: encoder.encode('stray') }]),
  ]);
}

function lines(records: readonly JsonObject[]): string {
  return records.map((record) => `${canonicalize(record as Json)}\n`).join('');
}
