import { describe, expect, test } from 'bun:test';
import { compilePolicy, parsePolicy, type Intent } from '@gait/gate';
import { decideCall } from './decide-call.ts';
import type { GateSetup } from './gate-setup.ts';
import { sampleCall, sampleGate, sampleIntent } from './testing/sample-gate.ts';
import { sessionWorld } from './testing/session-world.ts';

const policy = (tool_classes: Record<string, string>, rules: readonly object[] = []): string =>
  JSON.stringify({ schema_version: '1.1.0', default_verdict: 'allow', tool_classes, rules });
const compiled = (text: string) => compilePolicy(parsePolicy(text));
const blocks = (name: string, ...endpoint_classes: string[]) => ({
  name,
  effect: 'block',
  match: { endpoint_classes },
});
const call = (tool_name: string, target: object = {}) =>
  sampleIntent({ tool_name, targets: [{ kind: 'other', value: 'make', ...target }] });

async function verdictOf(setup: GateSetup, intent: Intent): Promise<string> {
  return (await decideCall(setup, sampleCall(intent))).ruling.verdict;
}

describe('a table of the project', () => {
  const LAX = policy({ run_it: 'fs.read' });

  test('opens nothing that the policy of the user closes', async () => {
    const user = compiled(policy({}, [blocks('commands', 'proc.exec')]));
    const setup = sampleGate(LAX, { overlays: [user] });
    // By its name it runs something; the user's policy has no other word for it.
    expect(await verdictOf(setup, call('run_it'))).toBe('block');
    const { ruling } = await decideCall(setup, sampleCall(call('run_it')));
    expect(ruling.reasonCodes).toContain('user_policy_stricter');
    expect(await verdictOf(setup, call('other_it'))).toBe('allow');
  });

  test('leaves the user his own words for a tool', async () => {
    const rules = [blocks('deletions', 'fs.delete')];
    const user = compiled(policy({ run_it: 'fs.delete' }, rules));
    const setup = sampleGate(LAX, { overlays: [user] });
    expect(await verdictOf(setup, call('run_it'))).toBe('block');
    expect(await verdictOf(setup, call('run_it', { endpoint_class: 'fs.read' }))).toBe('block');
    expect(await verdictOf(sampleGate(LAX), call('run_it'))).toBe('allow');
  });

  test('is seen by guards, and so is the call without it', async () => {
    const seen: string[] = [];
    const guard = {
      name: 'looks',
      judge: ({ targets }: Intent) => {
        seen.push((targets ?? []).map((target) => target.endpoint_class).join());
        return { reasonCodes: [], violations: [] };
      },
    };
    const setup = sampleGate(LAX, { guards: [guard] });
    await verdictOf(setup, call('run_it'));
    expect(seen.splice(0)).toEqual(['proc.exec', 'fs.read']);
    await verdictOf(setup, call('run_it', { endpoint_class: 'fs.write' }));
    expect(seen.splice(0)).toEqual(['fs.write', 'fs.read']);
    await verdictOf(setup, call('run_it', { endpoint_class: 'fs.read' }));
    expect(seen.splice(0)).toEqual(['fs.read']);
    await verdictOf(setup, call('other_it'));
    expect(seen).toEqual(['other']);
  });

  test('blocks when a guard refuses one of the views', async () => {
    const guard = {
      name: 'no commands',
      judge: ({ targets }: Intent) => {
        const found = (targets ?? []).some((target) => target.endpoint_class === 'proc.exec');
        return found
          ? { reasonCodes: ['ran'], violations: ['ran'] }
          : { reasonCodes: [], violations: [] };
      },
    };
    for (const held of ['fs.read', 'proc.exec']) {
      const setup = sampleGate(policy({ run_it: held }), { guards: [guard] });
      expect(await verdictOf(setup, call('run_it'))).toBe('block');
    }
  });

  test('that differs in a step alone is a view of its own for guards', async () => {
    const guard = {
      name: 'no commands in steps',
      judge: ({ script }: Intent) => {
        const targets = (script?.steps ?? []).flatMap((step) => step.targets ?? []);
        const found = targets.some((target) => target.endpoint_class === 'proc.exec');
        return found
          ? { reasonCodes: ['ran'], violations: ['ran'] }
          : { reasonCodes: [], violations: [] };
      },
    };
    // The targets that the script names itself are the same under every table.
    const script = sampleIntent({
      targets: [{ kind: 'path', value: '/repo/a.txt', endpoint_class: 'fs.read' }],
      script: {
        steps: [{ tool_name: 'go', args: {}, targets: [{ kind: 'other', value: 'make' }] }],
      },
    });
    const setup = sampleGate(policy({ go: 'proc.exec' }), { guards: [guard] });
    expect(await verdictOf(setup, script)).toBe('block');
    expect(await verdictOf(sampleGate(policy({}), { guards: [guard] }), script)).toBe('allow');
  });

  test('is what the recorded call was read with', async () => {
    const plain = await decideCall(sampleGate(policy({})), sampleCall(call('x')));
    const listed = await decideCall(sampleGate(policy({ x: 'fs.read' })), sampleCall(call('x')));
    expect(plain.outcome.prepared.intent.targets?.[0]?.endpoint_class).toBe('other');
    expect(listed.outcome.prepared.intent.targets?.[0]?.endpoint_class).toBe('fs.read');
    expect(listed.trace.intent_digest).not.toBe(plain.trace.intent_digest);
  });
});

describe('a session', () => {
  const after = {
    name: 'nothing after a command',
    effect: 'allow',
    match: { tool_names: ['send'] },
    sequence: { after: { endpoint_classes: ['proc.exec'] } },
  };
  const send = { tool_name: 'send', targets: [] };

  test.each([
    ['said that it reads', [{ kind: 'path', value: '/x', endpoint_class: 'fs.read' }]],
    ['said nothing', []],
  ])('remembers what a tool did by the table, when its caller %s', async (_, targets) => {
    const table = compiled(policy({ go: 'proc.exec' }, [after]));
    using world = sessionWorld([after], { policy: table });
    expect((await world.ask(send)).verdict).toBe('allow');
    const tool = { tool_name: 'go', targets };
    expect((await world.ask(tool)).verdict).toBe('allow');
    expect(await world.ask(send)).toMatchObject({
      verdict: 'block',
      broken: [{ condition: 'after' }],
    });
  });

  test('remembers what the policy of the user says of it, too', async () => {
    const user = compiled(
      policy({ go: 'net.http' }, [
        { ...after, sequence: { after: { endpoint_classes: ['net.http'] } } },
      ]),
    );
    const table = compiled(policy({ go: 'fs.read' }));
    using world = sessionWorld([], { policy: table, overlays: [user] });
    expect((await world.ask({ tool_name: 'go', targets: [] })).verdict).toBe('allow');
    expect((await world.ask(send)).verdict).toBe('block');
  });
});
