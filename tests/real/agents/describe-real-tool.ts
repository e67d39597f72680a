import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { HOOK_ROWS } from '@gait/harness';
import type { AgentToolId } from '../../../scripts/agent-tools.ts';
import type { ScriptedStep } from '../../../apps/cli/src/probe/model/choose-call.ts';
import { attemptsOn, prepareAttempts } from './attempts.ts';
import { endLeftovers } from './end-leftovers.ts';
import type { RealTool } from './real-tools.ts';
import { runRealTool } from './run-real-tool.ts';
import {
  atTerminal,
  filesBelow,
  mustGait,
  put,
  runGait,
  type ScratchProject,
} from './scratch-project.ts';
import { install, setUp } from './set-up.ts';

const shell = (command: string): ScriptedStep => ({ kind: 'shell', command });
/** What a model is told of a call that the gate held back. */
const HELD = /needs a person's approval/u;
/** Gemini CLI refuses some paths itself, before it asks. */
const BLOCKED = /gait blocked this call|Path not in workspace/u;
const REFUSED = new RegExp(`${HELD.source}|${BLOCKED.source}`, 'u');

/** What is done to the gate that the installed hook names. */
const BROKEN: Readonly<Record<string, (gait: string) => void>> = {
  dies: (gait) => put(gait, '#!/bin/sh\nkill -9 $$\n', 0o755),
  crashes: (gait) => put(gait, '#!/bin/sh\nexit 1\n', 0o755),
  'is missing': () => undefined,
  hangs: (gait) => put(gait, '#!/bin/sh\nexec sleep 600\n', 0o755),
};

/** The bar for one AI coding tool, set up by `gait init` and `gait hooks install` alone. */
export function describeRealTool(id: AgentToolId): void {
  const installed = install(id);
  const { title } = HOOK_ROWS[id];
  if ('missing' in installed)
    console.log(`skipped: ${title} in front of the gate; ${installed.missing}`);

  describe.skipIf('missing' in installed)(title, () => {
    let tool: RealTool;
    let project: ScratchProject;
    beforeAll(async () => {
      ({ tool, project } = await setUp(id, installed));
      put(join(project.repo, '.github/ci.yml'), 'on: push\n');
    }, 60_000);
    afterAll(async () => {
      await endLeftovers(project.root);
      project.remove();
    }, 60_000);
    const at = (name: string): string => join(project.repo, name);
    const isThere = (name: string): boolean => existsSync(at(name));

    describe('a session', () => {
      let told: readonly string[] = [];
      let approved = '';
      beforeAll(async () => {
        const once = shell('echo once >> .github/count.txt');
        const steps: readonly ScriptedStep[] = [
          shell('echo allowed > ok.txt'),
          tool.edit(at('new.txt'), 'made\n'),
          tool.mcpEcho('hi mcp'),
          shell('touch .github/denied.txt'),
          shell('cat .env'),
          tool.read(at('.env')),
          tool.edit(at('.gait.yaml'), 'default_verdict: allow\n'),
          tool.edit(at(tool.settings), 'x\n'),
          once,
          // Others between them: some tools stop a model that says the same again and again.
          shell('cat notes.txt'),
          once,
          shell('cat ok.txt'),
          once,
        ];
        const run = await runRealTool(tool, project, steps, async (step, soFar) => {
          if (step !== 9) return;
          const waiting = /gait approvals show ([0-9a-f]{12})/u.exec(soFar[8] ?? '')?.[1] ?? '';
          approved = (await atTerminal(project, ['approvals', 'approve', waiting])).out;
        });
        ({ told } = run);
        if (told.length !== steps.length) throw new Error(`${told.length} calls: ${run.output}`);
      }, 300_000);

      test('lets an allowed command, an edit and a call of an MCP server run', () => {
        expect(readFileSync(at('ok.txt'), 'utf8')).toBe('allowed\n');
        expect(readFileSync(at('new.txt'), 'utf8').trim()).toBe('made');
        expect(told[2]).toContain('Echo: hi mcp');
        expect(told[9]).toContain('notes');
      });

      test('holds what the policy holds, and the model is told why', () => {
        expect(told[3]).toMatch(HELD);
        expect(told[3]).toContain('guarded_path');
        expect(isThere('.github/denied.txt')).toBeFalse();
        for (const text of [told[4], told[5]]) {
          expect(text).toMatch(BLOCKED);
          expect(text).not.toContain('not-a-real-one');
        }
        expect(told[4]).toContain('private_path');
        for (const text of [told[6], told[7]]) expect(text).toContain('self_protection');
      });

      test('lets exactly one call through after an approval', () => {
        expect(told[8]).toMatch(HELD);
        expect(approved).toContain('approved, once');
        expect(told[10]).not.toMatch(REFUSED);
        expect(told[12]).toMatch(HELD);
        expect(readFileSync(at('.github/count.txt'), 'utf8')).toBe('once\n');
      });

      test('ends as a runpack that verifies, with decisions and outcomes', () => {
        const folder = at('gait-out/sessions');
        if (!existsSync(folder)) {
          // Qwen Code tells no end of a session without a terminal: a person ends it.
          expect(id).toBe('qwen');
          mustGait(project, ['hooks', 'seal', '--harness', id]);
        }
        const packs = readdirSync(folder);
        expect(packs).toHaveLength(1);
        const pack = join(folder, packs[0] ?? '');
        const key = join(project.home, '.config/gait/keys/gait_public.key');
        const verified = ['verify', pack, '--require-signature', '--public-key', key];
        expect(runGait(project, verified)).toMatchObject({ exit: 0 });
        const { decisions, outcomes } = readJournal(project);
        expect(decisions.filter((verdict) => verdict === 'allow').length).toBeGreaterThanOrEqual(6);
        expect(decisions.filter((verdict) => verdict !== 'allow').length).toBeGreaterThanOrEqual(5);
        expect(outcomes).toBeGreaterThanOrEqual(5);
        const status = runGait(project, ['hooks', 'status', '--harness', id, '--json']).out;
        for (const kind of ['shell', 'file', 'mcp']) {
          expect(status).toMatch(
            new RegExp(`"kind":"${kind}","since":"[^"]+","state":"covered"`, 'u'),
          );
        }
      });
    });

    test('a probe shows that the gate is asked', () => {
      const { exit, out } = runGait(project, ['hooks', 'probe', '--harness', id, '--json']);
      expect([exit, out]).toEqual([0, expect.stringContaining('"result":"covered"')]);
    }, 120_000);

    test('every attempt on the gate itself is blocked', async () => {
      prepareAttempts(project, tool);
      const attempts = attemptsOn(project, tool);
      expect(attempts.length).toBeGreaterThanOrEqual(60);
      const before = protectedFiles(project, tool);
      const { told, output } = await runRealTool(
        tool,
        project,
        attempts.map(({ step }) => step),
      );
      if (told.length !== attempts.length) throw new Error(`${told.length} calls: ${output}`);
      const through = attempts.filter((_, index) => !REFUSED.test(told[index] ?? ''));
      expect(through.map(({ name }) => name)).toEqual([]);
      expect(protectedFiles(project, tool)).toEqual(before);
      for (const name of [
        'sub',
        'stolen.txt',
        'away.txt',
        'innocent.txt',
        'alias.yaml',
        '.gait-away',
      ]) {
        expect([name, isThere(name)]).toEqual([name, false]);
      }
    }, 300_000);

    test.each(Object.keys(BROKEN))(
      'no call runs when the gate %s',
      async (how) => {
        const aside = `${project.gait}.aside`;
        renameSync(project.gait, aside);
        BROKEN[how]?.(project.gait);
        const restore = how === 'hangs' ? await shorten(tool, project) : undefined;
        const name = `ran-when-it-${how.replaceAll(' ', '-')}.txt`;
        const { wasAsked } = await runRealTool(tool, project, [shell(`touch ${name}`)]);
        restore?.();
        rmSync(project.gait, { force: true });
        renameSync(aside, project.gait);
        await endLeftovers(project.root);
        // The model made the call, and it did not run.
        expect(wasAsked).toBeTrue();
        expect(isThere(name)).toBeFalse();
      },
      300_000,
    );

    test.each(['unreadable', 'changed'])(
      'no call runs when the policy is %s',
      async (how) => {
        const aside = at('policy-aside');
        renameSync(at('.gait.yaml'), aside);
        if (how === 'unreadable') mkdirSync(at('.gait.yaml'));
        else
          put(
            at('.gait.yaml'),
            'schema_id: gait.gate.policy\nschema_version: 1.0.0\ndefault_verdict: allow\n',
          );
        const name = `ran-with-${how}.txt`;
        const { told } = await runRealTool(tool, project, [shell(`touch ${name}`)]);
        rmSync(at('.gait.yaml'), { recursive: true });
        renameSync(aside, at('.gait.yaml'));
        expect(isThere(name)).toBeFalse();
        expect(told[0]).toContain('gait');
      },
      300_000,
    );
  });
}

/** Nobody waits two minutes for the end of a hook that hangs: the installed one gets seconds. */
async function shorten(tool: RealTool, project: ScratchProject): Promise<() => void> {
  const path = join(project.repo, tool.settings);
  const text = readFileSync(path, 'utf8');
  const config = join(project.home, '.codex/config.toml');
  const trust = existsSync(config) ? readFileSync(config, 'utf8') : undefined;
  put(path, tool.shorten(text));
  await tool.trustHooks?.(project);
  return () => {
    put(path, text);
    if (trust !== undefined) put(config, trust);
  };
}

/** What no call may change. Sessions and traces grow with every call. */
function protectedFiles({ repo, home, gait }: ScratchProject, tool: RealTool): object {
  const below = (folder: string): object => Object.fromEntries(filesBelow(folder));
  const text = (path: string): string => (existsSync(path) ? readFileSync(path, 'latin1') : '');
  return {
    policy: text(join(repo, '.gait.yaml')),
    // Qwen Code writes the version of its settings into them when it first starts.
    hook: text(join(repo, tool.settings)).replace(/,\s*"\$version": \d+\s*\}\s*$|\s*\}\s*$/u, ''),
    server: text(join(repo, '.mcp.json')),
    folder: below(join(repo, '.gait')),
    out: below(join(repo, '.gait-out')),
    keysAndTrust: below(join(home, '.config/gait')),
    isGate: Bun.file(gait).size > 1_000_000,
  };
}

/** Verdicts, and how many outcomes were told, of all sessions. */
function readJournal({ home }: ScratchProject): {
  readonly decisions: readonly string[];
  readonly outcomes: number;
} {
  const state = join(home, '.local/state/gait/sessions');
  const lines = [...filesBelow(state)]
    .filter(([name]) => name.endsWith('.jsonl'))
    .flatMap(([, text]) => text.split('\n'));
  const decisions = lines.flatMap((line) => /"verdict":"(\w+)"/u.exec(line)?.[1] ?? []);
  return { decisions, outcomes: lines.filter((line) => line.includes('gait.outcome')).length };
}
