import { sha256Hex } from '@gait/canon';
import {
  buildEvent,
  buildHeader,
  bytesSource,
  demoRun,
  foldJournal,
  journalLines,
  manifestDigest,
  openZip,
  readEntry,
  recordRun,
  verifyRunpack,
  type RunpackManifest,
} from '@gait/evidence';
import { craftZip } from '../../zips/craft-zip.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { mutate, type MutationHints } from '../mutate.ts';

const encoder = new TextEncoder();
const bytesOf = (text: string): Uint8Array => encoder.encode(text);

const CREATED_AT = '2026-02-05T00:00:00Z';
const DEFAULTS = { createdAt: CREATED_AT, os: 'linux', arch: 'amd64' };

/** A good runpack, taken apart. */
const RECORDED = recordRun(demoRun('1.4.0'), DEFAULTS);
const FILES: ReadonlyMap<string, Uint8Array> = takeApart(RECORDED.zip);
const JOURNAL = makeJournal();

function takeApart(zip: Uint8Array): Map<string, Uint8Array> {
  const archive = openZip(bytesSource(zip));
  return new Map(archive.entries.map((entry) => [entry.name, readEntry(archive, entry)]));
}

function fileOf(name: string): Uint8Array {
  const bytes = FILES.get(name);
  if (bytes === undefined) throw new Error(`the demo run has no ${name}`);
  return bytes;
}

function makeJournal(): Uint8Array {
  const who = { sessionId: 's1', runId: 'run_s1', createdAt: CREATED_AT, producerVersion: '1.4.0' };
  const header = buildHeader(who);
  const lines = [header.line];
  let { head } = header;
  for (let sequence = 1; sequence <= 4; sequence += 1) {
    const { event, line } = buildEvent(
      { ...who, sequence, head },
      { toolName: 'tool.x', verdict: 'allow' },
    );
    head = event.event_hash;
    lines.push(line);
  }
  return bytesOf(`${lines.join('\n')}\n`);
}

const HINTS: MutationHints = {
  pieces: [
    '\n',
    '\r\n',
    '\n\n',
    ' ',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\u0000',
    'null',
    '{}',
    '[]',
    '0',
    '-1',
    '1e999',
    'true',
    '"intent_id":"x",',
    '"Intent_ID":"x",',
    '"__proto__":{},',
    '"args":{"a":1},',
    '"args_digest":"",',
    '"sequence":2,',
    '"record_type":"event",',
    '['.repeat(2000),
    '\ufeff',
    '\ud800',
    '9'.repeat(30),
    'x'.repeat(5000),
    '\u2028',
  ]
    .map(bytesOf)
    .concat([Uint8Array.of(0xff, 0xfe), Uint8Array.of(0)]),
  donor: (random) => random.pick([JOURNAL, ...FILES.values()]),
};

const MUTATED = ['intents.jsonl', 'results.jsonl', 'refs.json', 'run.json', 'manifest.json'];

/** A runpack around changed records whose digests are right again: the records are really read. */
function runpackAround(name: string, content: Uint8Array): Uint8Array {
  const contents = new Map(FILES).set(name, content);
  if (name !== 'manifest.json') {
    const files = (RECORDED.manifest.files ?? []).map((file) =>
      file.path === name ? { ...file, sha256: sha256Hex(content) } : file,
    );
    const manifest: RunpackManifest = { ...RECORDED.manifest, files };
    const text = JSON.stringify({
      ...manifest,
      signatures: undefined,
      manifest_digest: manifestDigest(manifest),
    });
    contents.set('manifest.json', bytesOf(text));
  }
  return craftZip([...contents].map(([path, data]) => ({ name: path, data, method: 0 })));
}

/** Marks a case that is a runpack; the others are journals. */
const RUNPACK = 0x50;

/** The readers of lines: runpack records behind right digests, and session journals. */
export const jsonlTarget: FuzzTarget = {
  name: 'jsonl',
  makeCase(random) {
    if (random.chance(50)) return mutate(JOURNAL, random, HINTS);
    const name = random.pick(MUTATED);
    return runpackAround(name, mutate(fileOf(name), random, HINTS));
  },
  async read(bytes) {
    if (bytes[0] !== RUNPACK) {
      readJournal(bytes);
      return;
    }
    for (const streamAbove of [0, 1 << 20]) {
      // A verifier answers; it does not throw for bad bytes. Small entries are streamed once, too.
      if (streamAbove === 0 && (bytes.length & 7) !== 0) continue;
      await verifyRunpack(bytesSource(bytes), { profile: 'compat', streamAbove });
    }
    const { ok, fault } = await verifyRunpack(bytesSource(bytes), { profile: 'standard' });
    if (fault !== undefined) throw fault;
    if (ok && bytes.length === 0) throw new Error('nothing was verified');
  },
};

function readJournal(bytes: Uint8Array): void {
  const cut = bytes.length >> 1;
  foldJournal(journalLines([bytes.subarray(0, cut), bytes.subarray(cut)]), { finding: () => {} });
}
