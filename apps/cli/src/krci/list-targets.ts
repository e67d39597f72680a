import { join } from 'node:path';
import {
  judgeTargetFile,
  readFramework,
  renderTargets,
  resolveTargets,
  targetReportJson,
  type TargetReport,
} from '@gait/agents';
import { isCodedError } from '@gait/canon';
import { detectHarnesses, HARNESSES, openCells, type HarnessId } from '@gait/harness';
import { isThere, readTree, readWhole } from '@gait/local';
import { boolFlag, defineCommand, textFlag } from '../command.ts';
import { nameList } from './name-list.ts';
import { projectFolder } from './open-framework.ts';
import { targetDetails, targetTable } from './target-lines.ts';

/** `krci-ai list targets`: the AI coding tools, and what agents become in each. */
export const command = defineCommand({
  path: ['list', 'targets'],
  explain: 'Lists the AI coding tools that agents can be installed for, and what each can express.',
  flags: {
    ide: textFlag({ help: 'only these tools, by any of their names', value: 'LIST', short: 'i' }),
    verbose: boolFlag({
      help: 'where files lie, what is not confirmed, what to look at',
      short: 'v',
    }),
  },
  example: 'krci-ai list targets --ide cursor,claude -v',
  notes: [
    'A tick is a tool that the project shows signs of. A question mark is what no vendor has confirmed.',
    'FILES and findings are those of the framework of the project, where there is one.',
  ],
  run(context, { flags }) {
    const root = projectFolder(context);
    const named = nameList(flags.ide);
    const targets = resolveTargets(named.length === 0 ? ['all'] : named);
    const detected = new Set<HarnessId>(detectHarnesses((path) => isThere(join(root, path))));
    const reports = reportTargets(root, targets);
    return {
      exit: 0,
      json: {
        ok: true,
        count: reports.length,
        detected: targets.filter((id) => detected.has(id)),
        targets: reports.map((report) => ({
          ...targetReportJson(report),
          detected: detected.has(report.target),
          ...tableJson(report.target),
        })),
      },
      text: (paint) =>
        flags.verbose
          ? reports.flatMap((report) => targetDetails(report, paint))
          : targetTable(reports, detected, paint),
    };
  },
});

/** What would be rendered of the project as it is, so that its findings are told before anything is written. */
function reportTargets(root: string, targets: readonly HarnessId[]): readonly TargetReport[] {
  const read = (path: string): Uint8Array | undefined => bytesThere(join(root, path));
  const { reports } = renderTargets(readFramework(readTree(root)), targets, {
    isForeign: (path) => judgeTargetFile(path, read) === 'foreign',
  });
  return reports;
}

/** A folder, a link and what cannot be read stand in the way like a file of somebody else. */
function bytesThere(file: string): Uint8Array | undefined {
  if (!isThere(file)) return undefined;
  try {
    return readWhole(file);
  } catch (error) {
    if (isCodedError(error)) return new Uint8Array();
    throw error;
  }
}

/** What the table of tools says beyond the report. */
function tableJson(id: HarnessId): object {
  const { aliases, signs, legacy, maxAgentChars } = HARNESSES[id];
  return {
    aliases,
    signs,
    legacy: legacy.map(({ kind, path, becomes, read }) => ({ kind, path, becomes, read })),
    max_agent_characters: maxAgentChars,
    unconfirmed: openCells()
      .filter(({ target }) => target === id)
      .map(({ kind, path, open }) => ({ kind, path, open })),
  };
}
