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
  readonly output: string;
  readonly late: boolean;
}

const RUN_MS = 170_000;

/** Runs the tool once; its model plays the script. */
export async function runRealTool(
  tool: RealTool,
  project: ScratchProject,
  script: readonly ScriptedStep[],
  before?: (step: number) => Promise<void>,
): Promise<RealRun> {
  const model = await startScriptedModel(script, before === undefined ? {} : { before });
  try {
    const launch = tool.launch(project, {
      url: model.url,
      prompt: 'Play the script.',
      folder: join(project.home, '.cline/data'),
    });
    const { output, late } = await runTool(launch, {
      cwd: project.repo,
      folder: project.root,
      env: project.env,
      timeoutMs: RUN_MS,
    });
    return { told: model.told(), output, late };
  } finally {
    await model.stop();
  }
}
