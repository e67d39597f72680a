import { describe, expect, test } from 'bun:test';
import { digest } from '@gait/canon';
import { alterJson, alterLine, forge, pack, unpack, type Files } from './testing/forge-runpack.ts';
import { sampleReceipt, TEST_KEY } from './testing/sample-run.ts';
import { codes, KEYS, plain, verify } from './testing/verify-zip.ts';

/** Alterations that leave every digest and the signature right: only meaning gives them away. */
const REFUSED: readonly (readonly [what: string, code: string, alter: (files: Files) => void])[] = [
  [
    'an entry the manifest does not list',
    'runpack_undeclared_entry',
    (f) => {
      f['notes.txt'] = 'x';
    },
  ],
  [
    'a manifest of a pack, which a runpack does not have',
    'runpack_undeclared_entry',
    (f) => {
      f['pack_manifest.json'] = '{}';
    },
  ],
  [
    'run.json of another run',
    'runpack_run_id_mismatch',
    (f) => alterJson(f, 'run.json', { run_id: 'run_other' }),
  ],
  [
    'refs.json of another run',
    'runpack_run_id_mismatch',
    (f) => alterJson(f, 'refs.json', { run_id: 'run_other' }),
  ],
  [
    'an intent of another run',
    'runpack_run_id_mismatch',
    (f) => alterLine(f, 'intents.jsonl', 2, (l) => l.replace('run_sample', 'run_other')),
  ],
  [
    'a result of another run',
    'runpack_run_id_mismatch',
    (f) => alterLine(f, 'results.jsonl', 1, (l) => l.replace('run_sample', 'run_other')),
  ],
  [
    'an intent without run',
    'runpack_run_id_mismatch',
    (f) => alterLine(f, 'intents.jsonl', 1, (l) => l.replace('"run_id":"run_sample",', '')),
  ],
  [
    'an intent of another schema',
    'runpack_record_schema',
    (f) =>
      alterLine(f, 'intents.jsonl', 1, (l) =>
        l.replace('gait.runpack.intent', 'gait.runpack.result'),
      ),
  ],
  [
    'a run of another version',
    'runpack_record_schema',
    (f) => alterJson(f, 'run.json', { schema_version: '2.0.0' }),
  ],
  [
    'a line that is no JSON',
    'runpack_record_malformed',
    (f) => alterLine(f, 'results.jsonl', 2, () => '{broken'),
  ],
  [
    'a line that is no object',
    'runpack_record_malformed',
    (f) => alterLine(f, 'intents.jsonl', 1, () => '[]'),
  ],
  [
    'run.json with a wrong type',
    'runpack_record_malformed',
    (f) => alterJson(f, 'run.json', { timeline: 'none' }),
  ],
  [
    'refs.json that is no JSON',
    'runpack_record_malformed',
    (f) => {
      f['refs.json'] = '{';
    },
  ],
  [
    'an intent without digest',
    'runpack_digest_missing',
    (f) =>
      alterLine(f, 'intents.jsonl', 1, (l) =>
        l.replace(/"args_digest":"[0-9a-f]+"/, '"args_digest":""'),
      ),
  ],
  [
    'a receipt without digest',
    'runpack_digest_missing',
    (f) => {
      f['refs.json'] = (f['refs.json'] as string).replace('a'.repeat(64), '');
    },
  ],
  [
    'an unknown evidence mode',
    'runpack_refs_invalid',
    (f) => alterJson(f, 'refs.json', { context_evidence_mode: 'perhaps' }),
  ],
  [
    'evidence required without digest',
    'runpack_refs_invalid',
    (f) => alterJson(f, 'refs.json', { context_evidence_mode: 'required' }),
  ],
  [
    'a context digest that is none',
    'runpack_refs_invalid',
    (f) => alterJson(f, 'refs.json', { context_set_digest: 'abc' }),
  ],
  [
    'a negative count of references',
    'runpack_refs_invalid',
    (f) => alterJson(f, 'refs.json', { context_ref_count: -1 }),
  ],
  [
    'a field name in another case',
    'runpack_field_case',
    (f) => alterLine(f, 'intents.jsonl', 1, (l) => l.replace('"tool_name"', '"Tool_Name"')),
  ],
  [
    'a duplicate key in a line',
    'json_duplicate_key',
    (f) => alterLine(f, 'intents.jsonl', 1, (l) => l.replace('{', '{"tool_name":"rm",')),
  ],
  [
    'a duplicate key in refs.json',
    'json_duplicate_key',
    (f) => {
      f['refs.json'] = (f['refs.json'] as string).replace('{', '{"receipts":[],');
    },
  ],
  [
    'a prototype key in a line',
    'json_prototype_key',
    (f) =>
      alterLine(f, 'intents.jsonl', 1, (l) => l.replace('"args":{', '"args":{"__proto__":{},')),
  ],
  [
    'invalid UTF-8',
    'json_encoding',
    (f) => {
      f['run.json'] = Buffer.from(
        (f['run.json'] as string).replace('1.0.0', '1.0.\u00ff'),
        'latin1',
      );
    },
  ],
  [
    'a receipt of a trace whose intent is another',
    'runpack_receipt_unlinked',
    (f) =>
      alterJson(f, 'refs.json', {
        receipts: [{ ...sampleReceipt('trace_intent_1', { source_type: 'gait.trace' }) }],
      }),
  ],
  [
    'a receipt of a trace without intent',
    'runpack_receipt_unlinked',
    (f) =>
      alterJson(f, 'refs.json', {
        receipts: [{ ...sampleReceipt('trace_nobody', { source_type: 'gait.trace' }) }],
      }),
  ],
];

describe('what the reference accepts and this verifier refuses', () => {
  test.each(REFUSED)('%s is %s', async (_, code, alter) => {
    const zip = forge(alter, { key: TEST_KEY });
    const found = await codes(zip, { keys: KEYS });
    expect(found).toContain(code);
  });

  test.each(REFUSED)('%s is tolerated under compat and named', async (_, code, alter) => {
    const report = await verify(forge(alter, { key: TEST_KEY }), { keys: KEYS, profile: 'compat' });
    expect(report.ok).toBe(true);
    expect(report.refusals).toEqual([]);
    expect(report.tolerated.map((found) => found.code) as string[]).toContain(code);
  });

  test('arguments kept in a run captured by reference', async () => {
    const zip = forge(() => undefined, { manifest: { capture_mode: 'reference' } });
    expect(new Set(await codes(zip))).toEqual(new Set(['runpack_payload_kept']));
  });

  test('a file listed twice', async () => {
    const files = JSON.parse(unpack(plain())['manifest.json'] ?? '') as {
      files: { path: string; sha256: string }[];
    };
    const zip = forge(() => undefined, {
      manifest: { files: [...files.files, ...files.files.slice(0, 1)] },
    });
    expect(await codes(zip)).toEqual(['runpack_manifest_path_repeated']);
  });

  test('a manifest field in another case', async () => {
    const files = unpack(plain());
    const zip = pack({
      ...files,
      'manifest.json': (files['manifest.json'] ?? '').replace('"run_id"', '"Run_ID"'),
    });
    expect(await codes(zip)).toEqual(['runpack_field_case']);
  });

  test('names the entry and the line', async () => {
    const zip = forge((f) => alterLine(f, 'intents.jsonl', 2, () => 'nonsense'));
    expect((await verify(zip)).refusals).toMatchObject([{ entry: 'intents.jsonl', line: 2 }]);
  });

  test('a line over ten megabytes is refused without being kept', async () => {
    const zip = forge((f) => {
      f['intents.jsonl'] = `"${'x'.repeat(11 * 1024 * 1024)}"\n`;
    });
    expect(await codes(zip)).toEqual(['runpack_record_size']);
  });
});

describe('only under strict', () => {
  test('arguments that have another digest than the one beside them', async () => {
    const zip = forge((f) => alterLine(f, 'intents.jsonl', 1, (l) => l.replace('a.txt', 'b.txt')), {
      key: TEST_KEY,
    });
    expect(await codes(zip, { keys: KEYS })).toEqual([]);
    expect(await codes(zip, { keys: KEYS, profile: 'strict' })).toEqual([
      'runpack_digest_mismatch',
    ]);
  });

  test('a result that has another digest than the one beside it', async () => {
    const zip = forge(
      (f) => alterLine(f, 'results.jsonl', 1, (l) => l.replace('"allow"', '"block"')),
      { key: TEST_KEY },
    );
    expect(await codes(zip, { keys: KEYS })).toEqual([]);
    expect(await codes(zip, { keys: KEYS, profile: 'strict' })).toEqual([
      'runpack_digest_mismatch',
    ]);
  });

  test('a context digest that does not fit the receipts', async () => {
    const zip = forge((f) => alterJson(f, 'refs.json', { context_set_digest: 'c'.repeat(64) }), {
      key: TEST_KEY,
    });
    expect(await codes(zip, { keys: KEYS })).toEqual([]);
    const strict = await verify(zip, { keys: KEYS, profile: 'strict' });
    expect(strict.refusals.map(({ code }) => code)).toEqual(['runpack_context_mismatch']);
  });
});

describe('what stays accepted', () => {
  const ACCEPTED: readonly (readonly [what: string, alter: (files: Files) => void])[] = [
    ['a manifest in another key order and with white space', () => undefined],
    [
      'blank lines between records',
      (f) => {
        f['intents.jsonl'] = `\n  \n${f['intents.jsonl'] as string}\n`;
      },
    ],
    [
      'lines that end with carriage return',
      (f) => {
        f['results.jsonl'] = (f['results.jsonl'] as string).replaceAll('\n', '\r\n');
      },
    ],
    [
      'a last line without newline',
      (f) => {
        f['intents.jsonl'] = (f['intents.jsonl'] as string).trimEnd();
      },
    ],
    ['unknown members of records', (f) => alterJson(f, 'run.json', { note: { a: [1] } })],
    [
      'records of minimal producers',
      (f) => {
        f['run.json'] = '{"run_id":"run_sample"}';
        f['refs.json'] = '{"receipts":[]}';
        f['intents.jsonl'] = '';
        f['results.jsonl'] = '';
      },
    ],
    [
      'two results for one intent',
      (f) => {
        f['results.jsonl'] = (f['results.jsonl'] as string).replaceAll('intent_2', 'intent_1');
      },
    ],
  ];

  test.each(ACCEPTED)('%s', async (_, alter) => {
    expect(await codes(forge(alter))).toEqual([]);
  });

  test('a receipt of a trace that writes the digests of its call in upper case, between spaces', async () => {
    const args_digest = digest({ path: 'a.txt' });
    const receipt = (query: string, content: string) =>
      forge((f) =>
        alterJson(f, 'refs.json', {
          receipts: [
            {
              ...sampleReceipt('trace_intent_1', { source_type: 'gait.trace' }),
              query_digest: query,
              content_digest: content,
            },
          ],
        }),
      );
    const query = digest({ tool_name: 'tool.read', args_digest });
    const content = digest({ verdict: 'allow' });
    expect(await codes(receipt(query, content))).toEqual([]);
    const loud = (hex: string): string => ` ${hex.toUpperCase()} `;
    expect(await codes(receipt(loud(query), loud(content)))).toEqual([]);
    expect(await codes(receipt(query, query))).toEqual(['runpack_receipt_unlinked']);
    expect(await codes(receipt(content, content))).toEqual(['runpack_receipt_unlinked']);
  });

  test('a further file that the manifest lists', async () => {
    const files = unpack(plain());
    const manifest = JSON.parse(files['manifest.json'] ?? '') as {
      files: { path: string; sha256: string }[];
    };
    const zip = forge(
      (f) => {
        f['notes.txt'] = 'hello';
      },
      {
        manifest: {
          files: [
            ...manifest.files,
            {
              path: 'notes.txt',
              sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
            },
          ],
        },
      },
    );
    expect(await codes(zip)).toEqual([]);
  });
});
