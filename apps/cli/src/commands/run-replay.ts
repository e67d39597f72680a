import { CodedError } from '@gait/canon';
import {
  readRunpack,
  replayRunpack,
  replayWithTools,
  type Replay,
  type Runpack,
} from '@gait/evidence';
import { unlessEmpty } from '../optional.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { splitList } from '../list-flag.ts';
import { withRun } from '../open-run.ts';
import type { Paint } from '../paint.ts';
import { parseProfile } from '../parse-profile.ts';
import { READ_PROFILE_FLAG } from '../verify-flags.ts';

/** `run replay`: what would happen again, without touching the world. */
export const command = defineCommand({
  path: ['run', 'replay'],
  explain: 'Replays a run from its recorded results; real tools run only behind four interlocks.',
  flags: {
    'real-tools': boolFlag({ help: 'run allowed tools for real' }),
    'unsafe-real-tools': boolFlag({ help: 'say that you mean it' }),
    'allow-tools': textFlag({
      value: 'LIST',
      help: 'tools that may run for real, separated by commas',
    }),
    'unsafe-real-tools-env': textFlag({
      default: 'GAIT_ALLOW_REAL_REPLAY',
      value: 'NAME',
      help: 'variable that must be 1; its name begins with GAIT_ALLOW_',
    }),
    'work-dir': textFlag({
      value: 'DIR',
      help: 'folder that real tools work in and may not leave',
    }),
    profile: READ_PROFILE_FLAG,
  },
  positionals: [{ name: 'run', help: 'run id or runpack' }],
  example: 'gait run replay run_demo --json',
  notes: [
    'A call without a recorded result is answered by a stub when the name of its tool tells its kind:',
    'http (http, fetch, url), file (file, path, fs, write), db (db, sql, query, table), queue (queue,',
    'topic, publish, kafka). A stub is made up: it says nothing about what the tool would answer.',
    'Exit status: 0 replayed, 2 results are missing that no stub answers, 8 an interlock is open.',
  ],
  async run(context, { flags, positionals: [name = ''] }): Promise<Outcome> {
    const allowed = splitList(flags['allow-tools']);
    const unsafe = flags['unsafe-real-tools'];
    const real = flags['real-tools'];
    const open = real ? openInterlock(context, flags, allowed) : undefined;
    if (open !== undefined)
      return { json: { requested_unsafe: unsafe ? true : undefined }, error: open };
    return withRun(context, name, async ({ source }) => {
      const runpack = readRunpack(source, { profile: parseProfile(flags.profile) });
      const replay = real
        ? await replayReal(context, runpack, allowed, flags['work-dir'])
        : replayRunpack(runpack);
      const warnings = real ? [`allow_tools=${allowed.join(',')}`] : [];
      return answer(replay, warnings, unsafe);
    });
  },
});

interface ReplayFlags {
  readonly 'unsafe-real-tools': boolean;
  readonly 'unsafe-real-tools-env': string;
  readonly 'work-dir': string;
}

/** Tools that write where their recorded arguments say. */
const WORLDLY = new Set([
  'file.write',
  'fs.write',
  'write_file',
  'shell.exec',
  'exec',
  'command.run',
]);

/** The first interlock that is not closed; undefined when all four are. */
function openInterlock(
  context: Context,
  flags: ReplayFlags,
  allowed: readonly string[],
): CodedError | undefined {
  if (!flags['unsafe-real-tools'])
    return refusal('real tools need --unsafe-real-tools', 'add the flag if you mean it');
  if (allowed.length === 0) {
    return refusal(
      'real tools need --allow-tools with the names of tools',
      'name every tool that may run',
    );
  }
  const variable = flags['unsafe-real-tools-env'].trim();
  // A name of the caller's choice would let any variable that happens to be 1 close the interlock.
  if (!/^GAIT_ALLOW_[A-Z0-9_]+$/.test(variable)) {
    return refusal(
      `${JSON.stringify(variable)} cannot permit real tools`,
      'use a variable whose name begins with GAIT_ALLOW_',
    );
  }
  if ((context.env[variable] ?? '').trim() !== '1') {
    return refusal(`real tools need ${variable}=1`, 'set it for this one command');
  }
  if (flags['work-dir'] === '' && allowed.some((tool) => WORLDLY.has(tool.toLowerCase()))) {
    return refusal('tools that write need --work-dir', 'name a folder that they may change');
  }
  return undefined;
}

function refusal(message: string, hint: string): CodedError {
  return new CodedError('replay_unsafe', message, { hint });
}

async function replayReal(
  context: Context,
  runpack: Runpack,
  allowed: readonly string[],
  workDir: string,
): Promise<Replay> {
  const { realTools } = await import('../real-tools.ts');
  const folder = workDir === '' ? undefined : context.resolve(workDir);
  return replayWithTools(runpack, realTools({ allowed, workDir: folder, env: context.env }));
}

function answer(replay: Replay, warnings: readonly string[], unsafe: boolean): Outcome {
  const ok = replay.missingResults.length === 0;
  return {
    exit: ok ? 0 : 2,
    json: {
      ok,
      run_id: replay.runId === '' ? undefined : replay.runId,
      mode: replay.mode,
      steps: replay.steps.length === 0 ? undefined : replay.steps.map(withoutEmpty),
      missing_results: ok ? undefined : replay.missingResults,
      stubbed_results: unlessEmpty(stubbed(replay)),
      warnings: warnings.length === 0 ? undefined : warnings,
      requested_unsafe: unsafe ? true : undefined,
    },
    text: (paint) => replayText(replay, ok, warnings, paint),
  };
}

/** Calls without a recorded result that were answered by the kind of their tool. */
function stubbed({ steps }: Replay): readonly string[] {
  return steps.filter(({ execution }) => execution === 'stubbed').map(({ intent_id }) => intent_id);
}

function withoutEmpty(step: Replay['steps'][number]): object {
  return step.result_digest === '' ? { ...step, result_digest: undefined } : step;
}

function replayText(
  replay: Replay,
  ok: boolean,
  warnings: readonly string[],
  paint: Paint,
): string[] {
  const rows = replay.steps.map(({ intent_id, tool_name, status, execution, stub_type }) => [
    `  ${tool_name}`,
    execution === 'missing' ? paint.bad(status) : status,
    stub_type === undefined
      ? execution
      : paint.warn(`no recorded result, stub of kind ${stub_type}`),
    paint.dim(intent_id),
  ]);
  return [
    paint.verdict(
      ok,
      `${replay.runId} ${ok ? replayedText(replay) : 'cannot be replayed: results are missing'} (${replay.mode})`,
    ),
    ...paint.table(rows),
    ...stubLines(replay, paint),
    ...warnings.map((warning) => paint.warn(`warning: ${warning}`)),
  ];
}

function replayedText(replay: Replay): string {
  const count = stubbed(replay).length;
  return count === 0 ? 'replayed' : `replayed, ${count} of ${replay.steps.length} by a stub`;
}

function stubLines(replay: Replay, paint: Paint): string[] {
  const count = stubbed(replay).length;
  if (count === 0) return [];
  const calls = count === 1 ? '1 call has' : `${count} calls have`;
  return [
    paint.warn(`${calls} no recorded result; a stub stood in by the name of the tool (see --help)`),
  ];
}
