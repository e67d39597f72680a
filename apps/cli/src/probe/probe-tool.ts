import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTime } from '@gait/canon';
import { settingsValue, type HookRow } from '@gait/harness';
import { expectCanary, isThere, keepCoverage, stateHome, type HookProbe } from '@gait/local';
import type { Context } from '../context.ts';
import { readSettings } from '../hooks/hook-places.ts';
import { offText, toolState } from '../hooks/hook-state.ts';
import { launchOf } from './launch.ts';
import { startScriptedModel } from './model/scripted-model.ts';
import { runTool } from './run-tool.ts';

const RUN_MS = 120_000;
const VERSION_MS = 20_000;
const PROMPT = 'Run the canary command that gait hooks probe asks for.';

/**
 * Sends a canary call through a coding tool's own settings: a model on loopback asks it to make a
 * file in the folder for temporary files. The gate denies the call when it is asked; when the file
 * is there the call ran.
 *
 * @param project absolute
 */
export async function probeTool(
  context: Context,
  row: HookRow,
  project: string,
): Promise<HookProbe> {
  const found = await probe(context, row, project);
  const result = { at: formatTime(context.now()), ...found };
  const tool = { harness: row.id, project };
  keepCoverage(
    tool,
    (before) => ({ ...before, probes: { ...before.probes, shell: result } }),
    context,
  );
  return result;
}

async function probe(
  context: Context,
  row: HookRow,
  project: string,
): Promise<Omit<HookProbe, 'at'>> {
  const version = await versionOf(context, row, project);
  if (version === undefined) {
    return unknown('', `${row.title} is not on the PATH, or cannot be run without a terminal`);
  }
  const canary = expectCanary(context.randomBytes(16), context);
  const proof = join(tmpdir(), canary.name);
  const own = join(stateHome(context), 'probe', row.id);
  const model = await startScriptedModel([{ kind: 'shell', command: `touch ${proof}` }]);
  try {
    const launch = launchOf(row.id, {
      url: model.url,
      prompt: PROMPT,
      folder: own,
      settingsOf: (path) => personSettings(context, row, path),
    });
    if (launch === undefined) return unknown(version, 'it cannot be run against a model of ours');
    const run = await runTool(launch, {
      cwd: project,
      folder: stateHome(context),
      env: context.env,
      timeoutMs: RUN_MS,
    });
    if (isThere(proof)) {
      const why = canary.wasSeen()
        ? 'the gate denied the canary call, and it ran all the same'
        : 'the canary call ran and the gate was not asked';
      const [off] = toolState(context, row, project).switchedOff;
      const cause = off === undefined ? row.trust : `${capital(offText(off))}.`;
      return { result: 'uncovered', version, detail: `${why}. ${cause}` };
    }
    if (canary.wasSeen()) {
      return { result: 'covered', version, detail: 'the gate was asked and the call did not run' };
    }
    const last = run.output.trim().split('\n').at(-1) ?? '';
    const why = run.late
      ? `it did not end within ${RUN_MS / 1000} s`
      : model.wasAsked()
        ? 'it made no call'
        : 'it did not ask the model';
    return unknown(version, `${why}${last === '' ? '' : `: ${last.slice(0, 200)}`}`);
  } finally {
    await model.stop();
    canary.forget();
    rmSync(proof, { force: true });
    rmSync(own, { recursive: true, force: true });
  }
}

/** Nothing where there is none, or none that the tool could read. */
function personSettings(
  context: Context,
  { files }: HookRow,
  path: string,
): Readonly<Record<string, unknown>> {
  const file = files.user.find((one) => one.path === `~/${path}`);
  const text = readSettings(join(context.home, path));
  return (file && text && settingsValue(file, text)) || {};
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function unknown(version: string, detail: string): Omit<HookProbe, 'at'> {
  return { result: 'unknown', version, detail };
}

async function versionOf(
  context: Context,
  row: HookRow,
  project: string,
): Promise<string | undefined> {
  const launch = launchOf(row.id, {
    url: '',
    prompt: '',
    folder: '',
    settingsOf: () => ({}),
  });
  if (launch === undefined) return undefined;
  const { exit, output } = await runTool(
    { program: launch.program, args: ['--version'], env: {}, input: '' },
    { cwd: project, folder: stateHome(context), env: context.env, timeoutMs: VERSION_MS },
  );
  return exit === 0 ? (/\d+\.\d+[\w.-]*/u.exec(output)?.[0] ?? 'unknown') : undefined;
}
