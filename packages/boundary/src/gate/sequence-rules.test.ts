import { describe, expect, test } from 'bun:test';
import { reads, sends, sessionWorld, writes } from './testing/session-world.ts';

const noEgress = {
  name: 'no-egress-after-secrets',
  effect: 'allow',
  match: { endpoint_classes: ['net.http'] },
  sequence: { after: { data_classes: ['secret'] } },
};
const OUT = 'https://example.org/in';

/** A call whose only target is destroyed. */
const drops = (table: string) => ({
  tool_name: 'db.drop',
  args: { table },
  targets: [{ kind: 'table', value: table, operation: 'drop', destructive: true }],
});

describe('after', () => {
  test('a secret was read, nothing leaves the machine any more', async () => {
    using world = sessionWorld([noEgress]);
    expect((await world.ask(sends(OUT))).verdict).toBe('allow');
    await world.ask(reads('/repo/.env', 'secret'));
    expect(await world.ask(sends(OUT))).toMatchObject({
      verdict: 'block',
      reasons: [
        'matched_rule_no_egress_after_secrets',
        'sequence_after_forbidden',
        'sequence_condition_broken',
      ],
      broken: [{ rule: 'no-egress-after-secrets', condition: 'after' }],
    });
    expect((await world.ask(reads('/repo/a.txt'))).verdict).toBe('allow');
  });

  test('the rule may ask for an approval instead, in its own words', async () => {
    using world = sessionWorld([
      {
        ...noEgress,
        sequence: {
          ...noEgress.sequence,
          action: 'require_approval',
          reason_code: 'secrets_were_read',
        },
      },
    ]);
    await world.ask(reads('/repo/.env', 'secret'));
    const said = await world.ask(sends(OUT));
    expect(said.verdict).toBe('require_approval');
    expect(said.reasons).toContain('secrets_were_read');
    expect(said.reasons).not.toContain('sequence_condition_broken');
  });

  test('a call that was blocked did not happen', async () => {
    using world = sessionWorld([
      noEgress,
      { name: 'no-secrets', effect: 'block', match: { data_classes: ['secret'] } },
    ]);
    expect((await world.ask(reads('/repo/.env', 'secret'))).verdict).toBe('block');
    expect((await world.ask(sends(OUT))).verdict).toBe('allow');
  });

  test('a call that failed may have done its part all the same', async () => {
    using world = sessionWorld([noEgress]);
    world.tell(await world.ask(reads('/repo/.env', 'secret')), 'failure');
    expect((await world.ask(sends(OUT))).verdict).toBe('block');
  });

  test('what another session did is another history, and nobody picks his session', async () => {
    using world = sessionWorld([noEgress]);
    using other = sessionWorld([noEgress]);
    await world.ask(reads('/repo/.env', 'secret'));
    expect((await other.ask(sends(OUT))).verdict).toBe('allow');
    const context = { identity: 'alice', workspace: '/repo', risk_class: 'low' };
    const named = (session_id: string) => ({ ...sends(OUT), context: { ...context, session_id } });
    expect((await world.ask(named('sess'))).verdict).toBe('block');
    expect((await other.ask(named('sess'))).verdict).toBe('allow');
    expect(await other.ask(named('mine'))).toMatchObject({
      verdict: 'block',
      reasons: [
        'matched_rule_no_egress_after_secrets',
        'session_history_unavailable',
        'session_identity_mismatch',
      ],
    });
  });
});

describe('counts', () => {
  const budget = {
    name: 'few-drops',
    effect: 'allow',
    match: { target_kinds: ['table'] },
    sequence: { counts: { destructive: true }, max_calls: 2 },
  };

  test('at most so many destructive calls in one session, approved or not', async () => {
    using world = sessionWorld([budget]);
    // Something destructive asks for an approval by itself; unapproved it did not happen.
    expect((await world.ask(drops('a'))).verdict).toBe('require_approval');
    expect((await world.askApproved(drops('a'))).verdict).toBe('allow');
    expect((await world.askApproved(drops('b'))).verdict).toBe('allow');
    expect(await world.askApproved(drops('c'))).toMatchObject({
      verdict: 'block',
      broken: [{ rule: 'few-drops', condition: 'counts' }],
    });
  });

  test('planned and simulated calls use nothing up', async () => {
    using world = sessionWorld([{ ...budget, sequence: { ...budget.sequence, max_calls: 1 } }]);
    const context = { identity: 'alice', workspace: '/repo', risk_class: 'low' };
    const planned = { ...drops('a'), context: { ...context, phase: 'plan' } };
    expect((await world.ask(planned)).verdict).toBe('dry_run');
    const simulated = await world.ask(drops('a'), { simulate: true });
    expect(simulated).toMatchObject({ verdict: 'allow', broken: [], sequence: 0 });
    expect((await world.askApproved(drops('a'))).verdict).toBe('allow');
    expect((await world.ask(planned)).verdict).toBe('block');
  });

  test('reads are counted like anything else, the call that asks is not among them', async () => {
    using world = sessionWorld([
      {
        name: 'three-reads',
        effect: 'allow',
        match: { tool_names: ['fs.read'] },
        sequence: { counts: { tool_names: ['fs.read'] }, max_calls: 3 },
      },
    ]);
    for (const path of ['/a', '/b', '/c']) {
      expect((await world.ask(reads(path))).verdict).toBe('allow');
    }
    expect(await world.ask(reads('/d'))).toMatchObject({
      verdict: 'block',
      broken: [{ condition: 'counts' }],
    });
    // Blocked ones use nothing up, and nothing gives anything back.
    expect((await world.ask(reads('/e'))).verdict).toBe('block');
  });

  test('the steps of a script count one by one, also within the script', async () => {
    using world = sessionWorld([
      {
        name: 'two-writes',
        effect: 'allow',
        match: { tool_names: ['fs.write'] },
        sequence: { counts: { tool_names: ['fs.write'] }, max_calls: 2 },
      },
    ]);
    const script = (...paths: string[]) => ({
      tool_name: 'script',
      args: {},
      targets: [],
      script: { steps: paths.map((path) => writes(path)) },
    });
    expect((await world.ask(script('/a', '/b', '/c'))).verdict).toBe('block');
    expect((await world.ask(script('/a', '/b'))).verdict).toBe('allow');
    expect((await world.ask(writes('/c'))).verdict).toBe('block');
  });
});

describe('requires_success', () => {
  const afterTests = {
    name: 'deploy-after-tests',
    effect: 'allow',
    match: { tool_names: ['deploy'] },
    sequence: { requires_success: { tool_names: ['run.tests'] } },
  };
  const tests = { tool_name: 'run.tests', args: {}, targets: [] };
  const deploy = { tool_name: 'deploy', args: {}, targets: [] };

  test('B only after A ended well: allowed, and failed, are not enough', async () => {
    using world = sessionWorld([afterTests]);
    expect(await world.ask(deploy)).toMatchObject({
      verdict: 'block',
      broken: [{ condition: 'requires_success' }],
    });
    const first = await world.ask(tests);
    expect((await world.ask(deploy)).verdict).toBe('block');
    world.tell(first, 'failure');
    expect((await world.ask(deploy)).verdict).toBe('block');
    world.tell(await world.ask(tests), 'success');
    expect((await world.ask(deploy)).verdict).toBe('allow');
  });

  test('a success that is taken back counts no more, and none follows on a failure', async () => {
    using world = sessionWorld([afterTests]);
    const first = await world.ask(tests);
    world.tell(first, 'failure');
    world.tell(first, 'success');
    expect((await world.ask(deploy)).verdict).toBe('block');
    const second = await world.ask(tests);
    world.tell(second, 'success');
    expect((await world.ask(deploy)).verdict).toBe('allow');
    world.tell(second, 'failure');
    expect((await world.ask(deploy)).verdict).toBe('block');
  });

  test('nothing is told of a call that was not allowed', async () => {
    using world = sessionWorld([afterTests]);
    const refused = await world.ask(deploy);
    expect(() => world.tell(refused, 'success')).toThrow('the verdict on call 1 was block');
    expect(() => world.tell({ ...refused, sequence: 9 }, 'success')).toThrow('no such call');
  });
});
