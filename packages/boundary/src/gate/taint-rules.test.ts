import { describe, expect, test } from 'bun:test';
import { from, reads, sends, sessionWorld, writes } from './testing/session-world.ts';

const noFlow = {
  name: 'secrets-stay',
  effect: 'allow',
  match: { endpoint_classes: ['net.http'] },
  taint: { labels: ['secret'] },
};
const OUT = 'https://example.org/in';
const DIGEST = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);

describe('a label', () => {
  test('flows from a result to the argument that names it', async () => {
    using world = sessionWorld([noFlow]);
    const secret = await world.ask(reads('/repo/.env', 'secret'));
    const plain = await world.ask(reads('/repo/a.txt'));
    expect(await world.ask(sends(OUT, from(secret.traceId)))).toMatchObject({
      verdict: 'block',
      reasons: ['matched_rule_secrets_stay', 'taint_flow', 'taint_reached_destination'],
      broken: [{ rule: 'secrets-stay', condition: 'taint' }],
    });
    expect((await world.ask(sends(OUT, from(plain.traceId)))).verdict).toBe('allow');
  });

  test('flows on through two hops', async () => {
    using world = sessionWorld([noFlow]);
    const secret = await world.ask(reads('/repo/.env', 'secret'));
    const sort = { tool_name: 'text.sort', args: {}, targets: [] };
    const first = await world.ask({ ...sort, arg_provenance: [from(secret.traceId)] });
    const upper = { tool_name: 'text.upper', args: {}, targets: [] };
    const second = await world.ask({ ...upper, arg_provenance: [from(first.traceId)] });
    expect((await world.ask(sends(OUT, from(second.traceId)))).verdict).toBe('block');
    expect((await world.ask(sends(OUT, from('', '', 'user')))).verdict).toBe('allow');
  });

  test('is known by the content, whatever source is claimed', async () => {
    using world = sessionWorld([noFlow]);
    world.tell(await world.ask(reads('/repo/.env', 'secret')), 'success', DIGEST);
    world.tell(await world.ask(reads('/repo/a.txt')), 'success', OTHER);
    expect((await world.ask(sends(OUT, from('', DIGEST, 'user')))).verdict).toBe('block');
    expect((await world.ask(sends(OUT, from('anything', OTHER)))).verdict).toBe('allow');
  });

  test('is not washed off by naming a harmless result beside other content', async () => {
    using world = sessionWorld([noFlow]);
    await world.ask(reads('/repo/.env', 'secret'));
    const plain = await world.ask(reads('/repo/a.txt'));
    world.tell(plain, 'success', OTHER);
    expect((await world.ask(sends(OUT, from(plain.traceId, OTHER)))).verdict).toBe('allow');
    expect((await world.ask(sends(OUT, from(plain.traceId, DIGEST)))).verdict).toBe('block');
  });

  test('is not washed off by a file that is written and read back', async () => {
    using world = sessionWorld([noFlow]);
    const secret = await world.ask(reads('/repo/.env', 'secret'));
    await world.ask(writes('/srv/notes/notes.txt', from(secret.traceId)));
    for (const path of ['/srv/notes/notes.txt', '/srv/notes/../notes/./notes.txt', '/srv/notes']) {
      const back = await world.ask(reads(path));
      expect((await world.ask(sends(OUT, from(back.traceId)))).verdict).toBe('block');
    }
    const elsewhere = await world.ask(reads('/srv/noteser'));
    expect((await world.ask(sends(OUT, from(elsewhere.traceId)))).verdict).toBe('allow');
  });

  test('comes with an upload of the file that holds it', async () => {
    using world = sessionWorld([noFlow]);
    const secret = await world.ask(reads('/repo/.env', 'secret'));
    await world.ask(writes('notes.txt', from(secret.traceId)));
    const upload = (path: string) => ({
      ...sends(OUT, from('', '', 'user')),
      targets: [
        { kind: 'url', value: OUT, operation: 'post', endpoint_class: 'net.http' },
        { kind: 'path', value: path, operation: 'read', endpoint_class: 'fs.read' },
      ],
    });
    // The workspace of the call is /repo.
    expect((await world.ask(upload('/repo/notes.txt'))).verdict).toBe('block');
    expect((await world.ask(upload('/repo/other.txt'))).verdict).toBe('allow');
  });

  test('may be anywhere a program looked after it was written down', async () => {
    using world = sessionWorld([noFlow]);
    const program = (name: string) => ({
      tool_name: 'shell',
      args: { name },
      targets: [{ kind: 'other', value: name, endpoint_class: 'proc.exec', operation: 'execute' }],
    });
    const before = await world.ask(program('make'));
    const secret = await world.ask(reads('/repo/.env', 'secret'));
    await world.ask(writes('/tmp/notes.txt', from(secret.traceId)));
    const after = await world.ask(program('cat'));
    expect((await world.ask(sends(OUT, from(before.traceId)))).verdict).toBe('allow');
    expect((await world.ask(sends(OUT, from(after.traceId)))).verdict).toBe('block');
  });

  test('is assumed where the source is unknown, once any was seen', async () => {
    using world = sessionWorld([noFlow]);
    expect((await world.ask(sends(OUT, from('who-knows')))).verdict).toBe('allow');
    expect((await world.ask(sends(OUT, from('', '', 'external')))).verdict).toBe('allow');
    await world.ask(reads('/repo/.env', 'secret'));
    expect((await world.ask(sends(OUT, from('who-knows')))).verdict).toBe('block');
    expect((await world.ask(sends(OUT, from('', '', 'external')))).verdict).toBe('block');
    expect((await world.ask(sends(OUT))).verdict).toBe('allow');
    using strict = sessionWorld([noFlow], { profile: 'strict' });
    await strict.ask(reads('/repo/.env', 'secret'));
    // Without any record of where arguments came from, strict takes nothing on trust.
    expect((await strict.ask(sends(OUT))).verdict).toBe('block');
  });

  test('that the rule does not name may flow, and a blocked read gave nothing', async () => {
    using world = sessionWorld([
      noFlow,
      { name: 'no-secrets', effect: 'block', match: { data_classes: ['secret'] } },
    ]);
    const personal = await world.ask(reads('/repo/people.csv', 'pii'));
    expect((await world.ask(sends(OUT, from(personal.traceId)))).verdict).toBe('allow');
    const refused = await world.ask(reads('/repo/.env', 'secret'));
    expect(refused.verdict).toBe('block');
    expect((await world.ask(sends(OUT, from(refused.traceId)))).verdict).toBe('allow');
  });

  test('flows within a script from step to step', async () => {
    using world = sessionWorld([noFlow]);
    const script = (...steps: Record<string, unknown>[]) => ({
      tool_name: 'script',
      args: {},
      targets: [],
      script: { steps },
    });
    const post = sends(OUT, from('step 1'));
    expect((await world.ask(script(reads('/repo/a'), post))).verdict).toBe('allow');
    expect((await world.ask(script(reads('/repo/.env', 'secret'), post))).verdict).toBe('block');
  });

  test('is held by the destinations that the rule names', async () => {
    using world = sessionWorld([
      {
        name: 'not-to-partner',
        effect: 'allow',
        match: { endpoint_classes: ['net.http'] },
        taint: {
          labels: ['secret'],
          destination_values: ['https://partner.example/in'],
          action: 'require_approval',
          reason_code: 'secret_for_partner',
        },
      },
    ]);
    const secret = await world.ask(reads('/repo/.env', 'secret'));
    expect((await world.ask(sends(OUT, from(secret.traceId)))).verdict).toBe('allow');
    const held = await world.ask(sends('https://partner.example/in', from(secret.traceId)));
    expect(held.verdict).toBe('require_approval');
    expect(held.reasons).toContain('secret_for_partner');
  });

  test('of a call that another program put into the journal may be any', async () => {
    using world = sessionWorld([noFlow]);
    expect((await world.ask(sends(OUT, from('x')))).verdict).toBe('allow');
    world.put({ toolName: 'vault.read', verdict: 'allow', intentId: 'call_7' });
    expect((await world.ask(sends(OUT, from('call_7')))).verdict).toBe('block');
  });
});

test('where the file system takes two names for one, a label is found under both', async () => {
  for (const foldsCase of [true, false]) {
    using world = sessionWorld([noFlow], { profile: 'strict', foldsCase });
    const secret = await world.ask(reads('/repo/.env', 'secret'));
    await world.ask(writes('/repo/caf\u00e9.txt', from(secret.traceId)));
    const back = await world.ask({
      ...reads('/repo/cafe\u0301.txt'),
      arg_provenance: [from('', '', 'user')],
    });
    const sent = await world.ask(sends(OUT, from(back.traceId)));
    expect(sent.verdict).toBe(foldsCase ? 'block' : 'allow');
  }
});
