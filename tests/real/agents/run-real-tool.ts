import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScriptedStep } from '../../../apps/cli/src/probe/model/choose-call.ts';
import { startScriptedModel } from '../../../apps/cli/src/probe/model/scripted-model.ts';
import { runTool } from '../../../apps/cli/src/probe/run-tool.ts';
import type { RealTool } from './real-tools.ts';
import type { ScratchProject } from './scratch-project.ts';

/** How a script went. */
export interface RealRun {
  /** What the model was told of each step. */
  readonly told: readonly string[];
  /** The model was asked at all. */
  readonly wasAsked: boolean;
  readonly output: string;
  readonly late: boolean;
}

const RUN_MS = 280_000;

/**
 * Runs the tool once; its model plays the script.
 *
 * @param before what a person does before a step, with what the model was told until then
 */
export async function runRealTool(
  tool: RealTool,
  project: ScratchProject,
  script: readonly ScriptedStep[],
  before?: (step: number, told: readonly string[]) => Promise<void>,
): Promise<RealRun> {
  const model = await startScriptedModel(script, {
    before: async (step) => await before?.(step, model.told()),
  });
  try {
    const folder = join(project.home, '.cline/data');
    const settingsOf = (path: string): Record<string, unknown> =>
      JSON.parse(readFileSync(join(project.home, path), 'utf8')) as Record<string, unknown>;
    const launch = tool.launch(project, {
      url: model.url,
      prompt: 'Play the script.',
      folder,
      settingsOf,
    });
    const { output, late } = await runTool(launch, {
      cwd: project.repo,
      folder: project.root,
      env: project.env,
      timeoutMs: RUN_MS,
    });
    return { told: model.told(), wasAsked: model.wasAsked(), output, late };
  } finally {
    await model.stop();
  }
}
