import { describe, expect, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decideOrBlock } from './decide-or-block.ts';
import { sampleCall, sampleGate, sampleIntent } from './testing/sample-gate.ts';
import {
  from,
  reads,
  sends,
  sessionWorld,
  writes,
  type Said,
  type SessionWorld,
} from './testing/session-world.ts';

const CHILD = fileURLToPath(new URL('testing/decide-child.ts', import.meta.url));
const OUT = 'https://example.org/in';
const RULES = [
  {
    name: 'no-egress-after-secrets',
    effect: 'allow',
    match: { endpoint_classes: ['net.http'], identities: ['bob'] },
    sequence: { after: { data_classes: ['secret'] } },
  },
  {
    name: 'secrets-stay',
    effect: 'allow',
    match: { endpoint_classes: ['net.http'], identities: ['alice'] },
    taint: { labels: ['secret'], action: 'require_approval' },
  },
  {
    name: 'few-writes',
    effect: 'allow',
    match: { tool_names: ['fs.write'] },
    sequence: {
      requires_success: { tool_names: ['fs.read'] },
      counts: { tool_names: ['fs.write'] },
      max_calls: 3,
    },
  },
];

function lines(journal: string): string[] {
  return readFileSync(journal, 'utf8').split('\n').slice(0, -1);
}

describe('without a journal that can be read', () => {
  test('a rule over earlier calls blocks; other rules decide', async () => {
    const policy = JSON.stringify({
      schema_version: '1.1.0',
      default_verdict: 'allow',
      rules: RULES,
    });
    const setup = sampleGate(policy);
    const ask = async (intent: Record<string, unknown>) => {
      const answer = await decideOrBlock(setup, sampleCall(sampleIntent(intent)));
      return answer.ok ? answer.decision.ruling : answer.fault;
    };
    expect(await ask(sends(OUT))).toEqual({
      verdict: 'block',
      reasonCodes: ['matched_rule_secrets_stay', 'session_history_unavailable'],
      violations: ['session_history_unavailable'],
    });
    expect((await ask(reads('/a'))).verdict).toBe('allow');
  });

  test.each<[string, string, (world: SessionWorld) => void]>([
    ['gone', 'file_missing', ({ journal }) => rmSync(journal)],
    [
      'edited',
      'session_edited',
      ({ journal }) => {
        writeFileSync(journal, readFileSync(journal, 'utf8').replaceAll('"secret"', '"public"'));
      },
    ],
    [
      'cut off',
      'session_history_replaced',
      ({ journal }) => {
        writeFileSync(journal, `${lines(journal).slice(0, -1).join('\n')}\n`);
      },
    ],
    ['sealed', 'session_sealed', ({ journal }) => writeFileSync(`${journal}.seal.json`, '{}')],
  ])('that is %s, every call is blocked: nobody would know of it', async (_, code, spoil) => {
    using world = sessionWorld(RULES);
    await world.ask(reads('/repo/.env', 'secret'));
    spoil(world);
    for (const gate of [world.reopened(), ...(code === 'session_edited' ? [] : [world])]) {
      const said = await gate.ask(reads('/a'));
      expect(said).toMatchObject({ verdict: 'block', sequence: 0 });
      expect(said.reasons).toContain('session_history_unavailable');
      expect(said.reasons).toContain(code);
    }
  });

  test('that loses its beginning, everything that may have been there was there', async () => {
    using world = sessionWorld(RULES);
    await world.ask(reads('/a'));
    // As compaction leaves it: the events before a checkpoint are gone.
    const before = await world.ask(sends(OUT, from('x')));
    expect(before.verdict).toBe('allow');
    world.compact();
    expect((await world.ask(sends(OUT, from('x')))).verdict).toBe('require_approval');
    expect((await world.reopened().ask(sends(OUT, from('x')))).verdict).toBe('require_approval');
    expect((await world.ask(reads('/b'))).verdict).toBe('allow');
  });
});

test('a call that cannot be put into the journal is blocked, and counted nowhere', async () => {
  using world = sessionWorld(RULES);
  const { session } = world.setup;
  const broken = world.reopened({
    session: {
      inTurn: (work) =>
        session!.inTurn((turn) =>
          work('append' in turn ? { ...turn, append: () => raise(new Error('no space')) } : turn),
        ),
    },
  });
  const answer = await decideOrBlock(broken.setup, sampleCall(sampleIntent(reads('/a'))));
  expect(answer).toMatchObject({ ok: false, fault: { reasonCodes: ['internal_failure'] } });
  expect(lines(world.journal).length).toBe(1);
});

function raise(error: Error): never {
  throw error;
}

test('calls of one session are decided one after the other', async () => {
  using world = sessionWorld(RULES);
  world.tell(await world.ask(reads('/a')), 'success');
  const gates = [world, world.reopened(), world.reopened()];
  const said = await Promise.all(
    Array.from({ length: 12 }, (_, at) => gates[at % 3]!.ask(writes(`/tmp/${at}`))),
  );
  expect(said.filter(({ verdict }) => verdict === 'allow').length).toBe(3);
  expect(new Set(said.map(({ sequence }) => sequence)).size).toBe(12);
});

test('calls of several processes, some killed, never exceed what the session may do', async () => {
  using world = sessionWorld(RULES);
  world.tell(await world.ask(reads('/a')), 'success');
  const rules = JSON.stringify([
    {
      ...RULES[2],
      sequence: { counts: { tool_names: ['fs.write'] }, max_calls: 7 },
    },
  ]);
  const processes = ['a', 'b', 'c', 'd'].map((name) =>
    spawn(process.execPath, [CHILD, world.journal, rules, name, '6'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const told = await Promise.all(
    processes.map(async (child, at) => {
      let text = '';
      for await (const chunk of child.stdout) {
        text += String(chunk);
        // The first is killed once it has had an answer, wherever it is then.
        if (at === 0) child.kill('SIGKILL');
      }
      return text;
    }),
  );
  const lines = told
    .join('')
    .split('\n')
    .filter((line) => /^\d+ \w+$/u.test(line));
  const allowed = lines.filter((line) => line.endsWith(' allow'));
  expect(allowed.length).toBeGreaterThan(5);
  expect(allowed.length).toBeLessThanOrEqual(7);
  expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(lines.length);
  expect((await world.reopened().ask(reads('/b'))).verdict).toBe('allow');
}, 30_000);

test('in strict the decision document says what was broken, and after which event', async () => {
  using world = sessionWorld(RULES, { profile: 'strict' });
  const secret = await world.ask(reads('/repo/.env', 'secret'));
  const setup = world.setup as ReturnType<typeof sampleGate>;
  await world.ask(sends(OUT, from(secret.traceId)));
  const last = JSON.parse(lines(world.journal)[1] ?? '') as { event: { event_hash: string } };
  expect(setup.written.at(-1)?.document?.sequence).toEqual({
    session_id: 'sess',
    last_sequence: 1,
    chain_head: last.event.event_hash,
    broken: [
      {
        rule: 'secrets-stay',
        condition: 'taint',
        reason_code: 'taint_flow',
        calls: 0,
        labels: ['secret'],
      },
    ],
  });
  expect(setup.written[0]?.document?.sequence).toMatchObject({ last_sequence: 0, broken: [] });
});

/** A recorded session: calls, and what came of some of them. */
const RECORDED: readonly (readonly [Record<string, unknown>, ('success' | 'failure')?])[] = [
  [sends(OUT)],
  [writes('/tmp/0')],
  [reads('/repo/a.txt'), 'failure'],
  [writes('/tmp/1')],
  [reads('/repo/.env', 'secret'), 'success'],
  [writes('/tmp/2', from('somebody'))],
  [{ ...sends(OUT), context: { identity: 'bob', workspace: '/repo', risk_class: 'low' } }],
  [sends(OUT, from('somebody'))],
  [writes('/tmp/3')],
  [writes('/tmp/4')],
  [writes('/tmp/5')],
  [sends(OUT, from('', '', 'user'))],
];

async function replay(next: (world: SessionWorld) => SessionWorld): Promise<readonly Said[]> {
  using world = sessionWorld(RULES);
  const said: Said[] = [];
  for (const [intent, outcome] of RECORDED) {
    const call = await next(world).ask(intent);
    if (outcome !== undefined) world.tell(call, outcome);
    said.push(call);
  }
  return said;
}

test('a recorded session replayed gives the same verdicts, in one process or in many', async () => {
  const first = await replay((world) => world);
  expect(await replay((world) => world)).toEqual(first);
  // Every call by a gate that has just read the whole journal.
  expect(await replay((world) => world.reopened())).toEqual(first);
  expect(first.map(({ verdict }) => verdict)).toEqual([
    'allow',
    'block',
    'allow',
    'block',
    'allow',
    'allow',
    'block',
    'require_approval',
    'allow',
    'allow',
    'block',
    'allow',
  ]);
});
