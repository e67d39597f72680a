import { describe, expect, test } from 'bun:test';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeIntent } from '@gait/gate';
import { GatedProject, HARMLESS, saidBy } from '../testing/gated-project.ts';
import { contextForTest, runInProcess } from '../testing.ts';
import { GATE_FLAGS } from './gate-eval-flags.ts';
import { servingSettings, type GateFlags } from './gate-settings.ts';
import { loadGate } from './load-gate.ts';

const BLANK = Object.fromEntries(
  Object.entries(GATE_FLAGS).map(([name, { kind, defaultText }]) => [
    name,
    kind === 'bool' ? false : defaultText,
  ]),
) as unknown as GateFlags;

const add = (project: GatedProject) =>
  project.run(['kill-switch', 'add', '--tool-name', 'tool.read', '--reason', 'incident']);

describe('a kill switch that was thrown in the project', () => {
  test.each(['standard', 'strict'])('stops calls under %s without a flag', async (profile) => {
    using project = new GatedProject();
    project.put('project/.gait-out/keep', '');
    await project.trust();
    expect(saidBy(await project.decide(profile))).toBe('allow');
    expect((await add(project)).exit).toBe(0);
    const ran = await project.decide(profile);
    expect(ran.exit).toBe(3);
    expect(ran.json?.['reason_codes']).toContain('kill_switch_active');
    expect(existsSync(join(project.cwd, '.gait-out/kill_switch_journal.jsonl'))).toBe(true);
  });

  test('lies in the project of the configuration, wherever the gate was started', async () => {
    using project = new GatedProject();
    project.put('project/.gait-out/keep', '');
    project.config('profile: standard');
    await add(project);
    const ran = await runInProcess(
      [
        ...['gate', 'eval', '--policy', 'project/.gait.yaml', '--intent', 'project/call.json'],
        ...['--config', 'project/.gait/config.yaml', '--json'],
      ],
      { cwd: project.root, home: project.home },
    );
    expect(ran.json).toMatchObject({ verdict: 'block' });
  });

  test.each(['standard', 'strict'])('that cannot be read lets nothing run: %s', async (profile) => {
    using project = new GatedProject();
    project.put('project/.gait-out/kill_switch_state.json', '{"entries":[');
    await project.trust();
    const ran = await project.decide(profile);
    expect(ran.exit).not.toBe(0);
    expect(ran.json?.['verdict']).not.toBe('allow');
  });

  test('is seen by a gate that serves when it is thrown later', async () => {
    using project = new GatedProject();
    project.put('project/.gait-out/keep', '');
    const { context } = contextForTest([], { cwd: project.cwd, home: project.home });
    const settings = await servingSettings(context, { ...BLANK, policy: '.gait.yaml' });
    const { setup } = await loadGate(context, settings, {
      strictly: true,
      once: false,
      record: () => expect.unreachable(),
    });
    const look = () => setup.killSwitch(decodeIntent(HARMLESS));
    expect(look()).toEqual({ state: null, error: false, required: false });
    await add(project);
    expect(look().state?.entries).toHaveLength(1);
  });

  test('is not looked for where the gate decides as the reference', async () => {
    using project = new GatedProject();
    project.put('project/.gait-out/keep', '');
    await add(project);
    expect(saidBy(await project.decide('compat'))).toBe('allow');
  });
});

describe('under strict', () => {
  test('nothing is decided where no folder of the user is known', async () => {
    using project = new GatedProject();
    // Without a home this would be the user's own folder, seen from the project.
    project.put('project/.config/gait/p.yaml', 'schema_version: 1.0.0\ndefault_verdict: allow\n');
    const config = { XDG_CONFIG_HOME: join(project.home, 'config') };
    for (const [home, env] of [
      ['', {}],
      ['', config],
      ['.', {}],
    ] as const) {
      const ran = await runInProcess(
        [
          ...['gate', 'eval', '--policy', '.config/gait/p.yaml', '--intent', 'call.json'],
          ...['--profile', 'strict', '--key-mode', 'prod', '--private-key', '../sign.key'],
          '--json',
        ],
        { cwd: project.cwd, home, env },
      );
      expect(ran.exit).toBe(3);
      expect(ran.json).toMatchObject({
        verdict: 'block',
        reason_codes: ['home_unknown'],
        hint: expect.stringContaining('HOME'),
      });
    }
  });

  test.each([
    ['--simulate', []],
    ['--evaluation-time', ['2020-01-01T00:00:00Z']],
  ] as const)('%s is refused', async (flag, values) => {
    using project = new GatedProject();
    await project.trust();
    const ran = await project.decide('strict', flag, ...values);
    expect(saidBy(ran)).toBe('profile_requirement');
    expect(ran.exit).not.toBe(0);
    expect(ran.json?.['error']).toContain(flag);
  });

  test('a call or an inventory with a member twice is refused', async () => {
    using project = new GatedProject();
    await project.trust();
    const text = JSON.stringify(HARMLESS);
    writeFileSync(join(project.cwd, 'call.json'), text.replace('{', '{"args":{"x":1},'));
    expect((await project.decide('strict')).json).toMatchObject({
      verdict: 'block',
      reason_codes: ['json_duplicate_key'],
    });
    expect(saidBy(await project.decide('standard'))).toBe('allow');
    writeFileSync(join(project.cwd, 'call.json'), text);
    project.put('project/i.json', '{"items":[],"items":[]}');
    const inventory = ['--wrkr-inventory', 'i.json'];
    expect(saidBy(await project.decide('strict', ...inventory))).toBe('gate_state_unavailable');
    expect(saidBy(await project.decide('standard', ...inventory))).toBe('allow');
  });
});
