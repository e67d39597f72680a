import { describe, expect, test } from 'bun:test';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, parsePublicKey } from '@gait/canon';
import { runInProcess, type Ran } from '../testing.ts';

interface Desk {
  readonly path: (name: string) => string;
  readonly gait: (...args: string[]) => Promise<Ran>;
  [Symbol.dispose](): void;
}

/** A scratch folder with a key pair in it. */
function desk(): Desk {
  const cwd = mkdtempSync(join(tmpdir(), 'gait-cli-session-'));
  const { privateKey, publicKey } = generateKeyPair();
  writeFileSync(join(cwd, 'private.key'), `${privateKey}\n`, { mode: 0o600 });
  writeFileSync(join(cwd, 'public.key'), `${publicKey}\n`);
  return {
    path: (name) => join(cwd, name),
    gait: (...args) => runInProcess([...args, '--json'], { cwd }),
    [Symbol.dispose]: () => rmSync(cwd, { recursive: true, force: true }),
  };
}

const JOURNAL = ['--journal', 'j.jsonl'];
const SIGN = ['--private-key', 'private.key'];
const CHECK = ['--public-key', 'public.key'];

async function session({ gait }: Desk, events: number): Promise<void> {
  await gait('run', 'session', 'start', ...JOURNAL, '--session-id', 's', '--run-id', 'r');
  await append(gait, events);
}

/** A trust file that believes the key of the folder in sessions and runpacks. */
function trust({ path }: Desk): void {
  const { alg, keyId } = parsePublicKey(readFileSync(path('public.key'), 'utf8'));
  const key = {
    key_id: keyId,
    alg,
    public_key: readFileSync(path('public.key'), 'utf8').trim(),
    roles: ['session', 'runpack'],
  };
  writeFileSync(
    path('trust.json'),
    JSON.stringify({ schema_id: 'gait.trust', schema_version: '1.0.0', keys: [key] }),
  );
}

async function append(gait: Desk['gait'], count: number): Promise<void> {
  for (let i = 0; i < count; i++)
    await gait('run', 'session', 'append', ...JOURNAL, '--tool', `t${i}`, '--verdict', 'allow');
}

describe('run session', () => {
  test('start prints the counters', async () => {
    using at = desk();
    const { exit, json } = await at.gait(
      'run',
      'session',
      'start',
      ...JOURNAL,
      '--session-id',
      ' s ',
      '--run-id',
      'r',
    );
    expect(exit).toBe(0);
    expect(json).toMatchObject({
      ok: true,
      operation: 'start',
      journal: 'j.jsonl',
      status: { session_id: 's', event_count: 0 },
    });
  });

  test('append prints the event as it is stored', async () => {
    using at = desk();
    await session(at, 0);
    const flags = [
      '--tool',
      'tool.read',
      '--verdict',
      ' ALLOW',
      '--reason-codes',
      'z,a,,z',
      '--violations',
      'v',
      '--trace-id',
      't1',
    ];
    const { json } = await at.gait('run', 'session', 'append', ...JOURNAL, ...flags);
    const [, line = ''] = readFileSync(at.path('j.jsonl'), 'utf8').split('\n');
    expect(json?.['event']).toEqual((JSON.parse(line) as { event: unknown }).event);
    expect(json?.['event']).toMatchObject({
      sequence: 1,
      verdict: 'allow',
      reason_codes: ['a', 'z'],
      violations: ['v'],
    });
  });

  test('append refuses a verdict that is none, and says so before it looks for the journal', async () => {
    using at = desk();
    const { exit, json } = await at.gait(
      'run',
      'session',
      'append',
      ...JOURNAL,
      '--tool',
      't',
      '--verdict',
      'maybe',
    );
    expect(exit).toBe(6);
    expect(json).toMatchObject({
      ok: false,
      operation: 'append',
      error_code: 'invalid_input',
      detail: { code: 'session_verdict' },
    });
    expect(json).not.toHaveProperty('journal');
  });

  test('every command names its operation and journal in an error', async () => {
    using at = desk();
    for (const [operation, ...more] of [
      ['append', '--tool', 't', '--verdict', 'allow'],
      ['status'],
      ['checkpoint', '--out', 'o.zip'],
      ['compact'],
      ['seal', ...SIGN],
    ] as const) {
      const { exit, json } = await at.gait('run', 'session', operation, ...JOURNAL, ...more);
      expect(exit).toBe(6);
      expect(json).toMatchObject({
        ok: false,
        operation,
        journal: 'j.jsonl',
        error_code: 'invalid_input',
        detail: { code: 'file_missing' },
      });
    }
  });

  test('every command says which flags it needs', async () => {
    using at = desk();
    for (const operation of ['start', 'append', 'status', 'checkpoint', 'compact', 'seal']) {
      const { exit, json } = await at.gait('run', 'session', operation);
      expect(exit).toBe(6);
      expect(json).toMatchObject({
        ok: false,
        operation,
        error: expect.stringContaining('--journal') as string,
      });
    }
  });

  test('a relative journal stays below the current folder', async () => {
    using at = desk();
    const { exit, json } = await at.gait('run', 'session', 'status', '--journal', '../j.jsonl');
    expect([exit, json?.['detail']]).toMatchObject([6, { code: 'path_unsafe' }]);
  });

  test('checkpoint writes runpack, chain and a second chain, and names the second', async () => {
    using at = desk();
    await session(at, 2);
    const { json } = await at.gait(
      'run',
      'session',
      'checkpoint',
      ...JOURNAL,
      '--out',
      './cp/../cp1.zip',
      '--chain-out',
      'c.json',
    );
    expect(json).toMatchObject({
      ok: true,
      chain_path: 'c.json',
      checkpoint: { runpack_path: 'cp1.zip', sequence_end: 2 },
    });
    expect(readFileSync(at.path('c.json')).equals(readFileSync(at.path('j_chain.json')))).toBe(
      true,
    );
    expect(existsSync(at.path('cp1.zip'))).toBe(true);
  });

  test('compact reports sizes that are true', async () => {
    using at = desk();
    await session(at, 2);
    await at.gait('run', 'session', 'checkpoint', ...JOURNAL, '--out', 'cp1.zip');
    const { json } = await at.gait('run', 'session', 'compact', ...JOURNAL, '--out', 'o.jsonl');
    expect(json?.['compaction']).toMatchObject({
      journal_path: 'j.jsonl',
      output_path: 'o.jsonl',
      compacted: true,
      events_before: 2,
      events_after: 0,
      bytes_before: readFileSync(at.path('j.jsonl')).length,
      bytes_after: readFileSync(at.path('o.jsonl')).length,
    });
  });

  test('seal needs a key', async () => {
    using at = desk();
    await session(at, 1);
    const { exit, json } = await at.gait('run', 'session', 'seal', ...JOURNAL);
    expect([exit, json?.['detail']]).toMatchObject([6, { code: 'key_missing' }]);
  });

  test('status says when a session is sealed', async () => {
    using at = desk();
    await session(at, 1);
    expect((await at.gait('run', 'session', 'seal', ...JOURNAL, ...SIGN)).json).toMatchObject({
      ok: true,
      seal_path: 'j.jsonl.seal.json',
    });
    expect((await at.gait('run', 'session', 'status', ...JOURNAL)).json).toMatchObject({
      status: { sealed: true },
    });
    const { exit, json } = await at.gait(
      'run',
      'session',
      'append',
      ...JOURNAL,
      '--tool',
      't',
      '--verdict',
      'allow',
    );
    expect([exit, json?.['detail']]).toMatchObject([6, { code: 'session_sealed' }]);
  });
});

describe('verify session-chain', () => {
  test('a chain verifies from another folder, and from where it was moved with its runpacks', async () => {
    using at = desk();
    await session(at, 2);
    mkdirSync(at.path('sub'));
    await at.gait('run', 'session', 'checkpoint', ...JOURNAL, '--out', 'sub/cp.zip');
    const verify = async (cwd: string, chain: string) =>
      await runInProcess(['verify', 'session-chain', chain, '--json'], { cwd });
    expect(await verify(at.path('sub'), '../j_chain.json')).toMatchObject({ exit: 0 });
    expect(await verify('/', at.path('j_chain.json'))).toMatchObject({ exit: 0 });
    renameSync(at.path('j_chain.json'), at.path('sub/j_chain.json'));
    expect(await verify(at.path('sub'), 'j_chain.json')).toMatchObject({
      exit: 0,
      json: { checkpoints_checked: 1 },
    });
  });

  test("a runpack that is neither here nor in the chain's folder is said to be missing", async () => {
    using at = desk();
    await session(at, 1);
    await at.gait('run', 'session', 'checkpoint', ...JOURNAL, '--out', 'cp.zip');
    rmSync(at.path('cp.zip'));
    const { exit, json } = await at.gait('verify', 'session-chain', 'j_chain.json');
    expect(exit).toBe(2);
    expect(json?.['checkpoint_errors']).toEqual([
      'checkpoint 1 verify error: its runpack cp.zip is neither in the current folder nor in that of the chain',
    ]);
  });

  test('another runpack beside the chain is not taken for the one that it names', async () => {
    using at = desk();
    await session(at, 1);
    await at.gait('run', 'session', 'checkpoint', ...JOURNAL, '--out', 'cp.zip');
    await append(at.gait, 1);
    await at.gait('run', 'session', 'checkpoint', ...JOURNAL, '--out', 'cp2.zip');
    renameSync(at.path('cp2.zip'), at.path('cp.zip'));
    const { exit, json } = await runInProcess(
      ['verify', 'session-chain', at.path('j_chain.json'), '--json'],
      { cwd: '/' },
    );
    expect(exit).toBe(2);
    expect(json?.['checkpoint_errors']).toContain('checkpoint 1 manifest digest mismatch');
  });

  test('needs a chain or a journal', async () => {
    using at = desk();
    expect((await at.gait('verify', 'session-chain')).exit).toBe(6);
    expect((await at.gait('verify', 'session-chain', 'a.json', 'b.json')).exit).toBe(6);
    expect((await at.gait('verify', 'session-chain', 'nope.json')).json).toMatchObject({
      detail: { code: 'file_missing' },
    });
  });

  test('finds the seal beside the journal', async () => {
    using at = desk();
    await session(at, 2);
    await at.gait('run', 'session', 'checkpoint', ...JOURNAL, '--out', 'cp1.zip', ...SIGN);
    await at.gait('run', 'session', 'seal', ...JOURNAL, ...SIGN);
    const given = ['verify', 'session-chain', '--chain', 'j_chain.json', ...JOURNAL];
    expect((await at.gait(...given)).json).toMatchObject({
      ok: true,
      completeness: 'open',
      seal: { holds: false, signature_status: 'skipped' },
    });
    const checked = await at.gait(...given, ...CHECK);
    expect(checked.json).toMatchObject({
      ok: true,
      completeness: 'complete',
      vouched_by: ['checkpoint', 'seal'],
      complete_through: 2,
    });
    expect((await at.gait(...given, ...CHECK, '--profile', 'strict')).exit).toBe(0);
  });

  test('names a cut with exit 2', async () => {
    using at = desk();
    await session(at, 3);
    await at.gait('run', 'session', 'seal', ...JOURNAL, ...SIGN);
    const text = readFileSync(at.path('j.jsonl'), 'utf8').trimEnd();
    truncateSync(at.path('j.jsonl'), text.lastIndexOf('\n') + 1);
    const { exit, json } = await at.gait('verify', 'session-chain', ...JOURNAL, ...CHECK);
    expect(exit).toBe(2);
    expect(json).toMatchObject({
      ok: false,
      completeness: 'open',
      refusals: [{ code: 'session_cut', sequence: 3 }],
    });
  });

  test('names what the reference refuses too under the journal', async () => {
    using at = desk();
    await session(at, 2);
    const [header, , second] = readFileSync(at.path('j.jsonl'), 'utf8').split('\n');
    writeFileSync(at.path('j.jsonl'), `${header}\n${second}\n`);
    const { exit, json } = await at.gait('verify', 'session-chain', ...JOURNAL);
    expect(exit).toBe(2);
    expect(json).toMatchObject({ journal: { errors: [{ code: 'session_gap', line: 2 }] } });
    expect((await at.gait('verify', 'session-chain', ...JOURNAL, '--profile', 'compat')).exit).toBe(
      2,
    );
  });

  test('tolerates under compat what the reference reads over', async () => {
    using at = desk();
    await session(at, 2);
    const text = readFileSync(at.path('j.jsonl'), 'utf8');
    writeFileSync(at.path('j.jsonl'), text.replace('"verdict":"allow"', '"verdict":"block"'));
    expect((await at.gait('verify', 'session-chain', ...JOURNAL)).json).toMatchObject({
      ok: false,
      refusals: [{ code: 'session_edited', line: 2, sequence: 1 }],
    });
    expect(
      (await at.gait('verify', 'session-chain', ...JOURNAL, '--profile', 'compat')).json,
    ).toMatchObject({ ok: true, completeness: 'open', tolerated: [{ code: 'session_edited' }] });
  });

  test('takes a head with or without prefix', async () => {
    using at = desk();
    await session(at, 1);
    const [, event = ''] = readFileSync(at.path('j.jsonl'), 'utf8').split('\n');
    const head = /"event_hash":"([0-9a-f]{64})"/.exec(event)?.[1] ?? '';
    expect((await at.gait('run', 'session', 'status', ...JOURNAL)).json).toMatchObject({
      status: { chain_head: head },
    });
    for (const text of [head, `sha256:${head.toUpperCase()}`]) {
      expect(
        (await at.gait('verify', 'session-chain', ...JOURNAL, '--expect-head', text)).json,
      ).toMatchObject({ completeness: 'complete' });
    }
    expect(
      (await at.gait('verify', 'session-chain', ...JOURNAL, '--expect-head', 'abc')).exit,
    ).toBe(6);
    appendFileSync(at.path('j.jsonl'), '\n');
    expect(
      (await at.gait('verify', 'session-chain', ...JOURNAL, '--expect-head', 'f'.repeat(64))).json,
    ).toMatchObject({ refusals: [{ code: 'session_head_mismatch' }] });
  });

  test('strict wants a key, and both checkpoint and runpack signed with it', async () => {
    using at = desk();
    await session(at, 1);
    await at.gait('run', 'session', 'checkpoint', ...JOURNAL, '--out', 'cp1.zip');
    const given = ['verify', 'session-chain', '--chain', 'j_chain.json', '--profile', 'strict'];
    expect((await at.gait(...given)).exit).toBe(6);
    expect((await at.gait(...given, ...CHECK)).json).toMatchObject({
      ok: false,
      checkpoint_errors: ['checkpoint 1 signature verification failed'],
      refusals: [{ code: 'signature_stripped', entry: 'chain' }],
    });
  });

  test.each([
    [[]],
    [['--require-signature']],
    [['--profile', 'strict']],
    [['--trust', 'trust.json']],
  ])('a checkpoint without its signature is refused when a key is given: %p', async (more) => {
    using at = desk();
    trust(at);
    await session(at, 2);
    await at.gait('run', 'session', 'checkpoint', ...JOURNAL, '--out', 'cp1.zip', ...SIGN);
    const keys = more.includes('--trust') ? more : [...more, ...CHECK];
    const parts = [['--chain', 'j_chain.json'], JOURNAL, ['--chain', 'j_chain.json', ...JOURNAL]];
    const verdicts = async (): Promise<unknown[]> =>
      await Promise.all(
        parts.map(async (part) => {
          const { exit, json } = await at.gait('verify', 'session-chain', ...part, ...keys);
          return [exit, ((json?.['refusals'] ?? []) as { code: string }[])[0]?.code];
        }),
      );
    expect(await verdicts()).toEqual(parts.map(() => [0, undefined]));
    for (const name of ['j.jsonl', 'j_chain.json']) {
      const text = readFileSync(at.path(name), 'utf8');
      writeFileSync(at.path(name), text.replace(/,\s*"signatures":\s*\[[^\]]*\]/u, ''));
    }
    expect(await verdicts()).toEqual(parts.map(() => [2, 'signature_stripped']));
  });

  test('a trust file asks for a signature over the whole session, not for signed runpacks', async () => {
    using at = desk();
    trust(at);
    await session(at, 1);
    await at.gait('run', 'session', 'checkpoint', ...JOURNAL, '--out', 'cp1.zip');
    const chain = ['verify', 'session-chain', '--chain', 'j_chain.json'];
    const given = [...chain, ...JOURNAL, '--trust', 'trust.json'];
    expect((await at.gait(...given)).json).toMatchObject({
      ok: false,
      refusals: [{ code: 'signature_stripped' }, { code: 'signature_stripped' }],
    });
    await at.gait('run', 'session', 'seal', ...JOURNAL, ...SIGN);
    expect((await at.gait(...given)).json).toMatchObject({ ok: true, completeness: 'complete' });
    expect((await at.gait(...given, '--require-signature')).json).toMatchObject({
      ok: false,
      checkpoint_errors: ['checkpoint 1 signature verification failed'],
    });
  });

  test('an unsigned runpack passes where a later signed checkpoint covers it', async () => {
    using at = desk();
    await session(at, 1);
    await at.gait('run', 'session', 'checkpoint', ...JOURNAL, '--out', 'cp1.zip');
    await append(at.gait, 1);
    await at.gait('run', 'session', 'checkpoint', ...JOURNAL, '--out', 'cp2.zip', ...SIGN);
    const given = ['verify', 'session-chain', '--chain', 'j_chain.json', ...CHECK];
    expect((await at.gait(...given)).json).toMatchObject({ ok: true, checkpoints_checked: 2 });
    expect((await at.gait(...given, '--require-signature')).exit).toBe(2);
  });

  test('the head that status prints after a checkpoint is found in the chain alone', async () => {
    using at = desk();
    await session(at, 1);
    const { json } = await at.gait(
      ...['run', 'session', 'checkpoint', ...JOURNAL, '--out', 'cp1.zip', ...SIGN],
    );
    const chain = ['verify', 'session-chain', '--chain', 'j_chain.json', '--expect-head'];
    const head = async (): Promise<string> => {
      const status = (await at.gait('run', 'session', 'status', ...JOURNAL)).json?.['status'];
      return (status as { chain_head: string }).chain_head;
    };
    expect((await at.gait(...chain, await head())).json).toMatchObject({
      ok: true,
      completeness: 'complete',
    });
    const { checkpoint_digest: digest } = { ...json }['checkpoint'] as Record<string, string>;
    expect((await at.gait(...chain, digest ?? '')).json).toMatchObject({
      ok: false,
      refusals: [{ code: 'session_head_digest' }],
    });
    await append(at.gait, 1);
    expect((await at.gait(...chain, await head())).json).toMatchObject({
      ok: false,
      refusals: [{ code: 'session_journal_needed' }],
    });
  });
});
