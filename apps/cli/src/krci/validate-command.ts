import { join } from 'node:path';
import {
  countByAgent,
  countsText,
  findingsGithub,
  findingsSarif,
  findingsText,
  perAgent,
  planFixes,
  reportJson,
  type ValidationReport,
} from '@gait/agents';
import { CodedError, isCodedError, prettyJson } from '@gait/canon';
import { rewriteFile } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import type { Paint } from '../paint.ts';
import { openFramework, projectFolder, type OpenedFramework } from './open-framework.ts';
import { validateOpened } from './validate-opened.ts';
import { watchFolder } from './watch-folder.ts';

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
type Format = (typeof FORMATS)[number];

const FOUND = 2;

/** `krci-ai validate`: everything that is wrong with the framework of the project. */
export const command = defineCommand({
  path: ['validate'],
  explain:
    'Checks agents, tasks, templates, data and skills: form, references, links, tags, names, sizes.',
  flags: {
    fix: boolFlag({ help: 'repair what can be repaired without a question' }),
    format: textFlag({ help: FORMATS.join(', '), value: 'FORMAT', default: 'text' }),
    quiet: boolFlag({ help: 'print nothing when there is no error, else one line', short: 'q' }),
    watch: boolFlag({ help: 'check again whenever a file changes, until Ctrl-C' }),
  },
  positionals: [
    { name: 'nothing', help: 'further words are not looked at', optional: true, rest: true },
  ],
  example: 'krci-ai validate --format sarif > agents.sarif',
  notes: [
    'Budgets of tokens and sizes in .krci-ai/config.yaml are bounds: what is above one is an error.',
    'KRCI_AI_PROJECT_DIR names the project; else it is looked for from the current folder up.',
    'Exit status: 0 no errors (there may be warnings), 2 errors found, 6 no framework.',
  ],
  async run(context, { flags, json }) {
    const format = readFormat(flags.format, json === true);
    // What agents are is part of what the gate stands on.
    if (flags.fix) assertPerson(context);
    const check = async (): Promise<Outcome> =>
      await describe(context, format, flags.quiet, flags.fix);
    if (!flags.watch) return await check();
    if (format !== 'text' || json === true) {
      throw new CodedError('arguments_invalid', '--watch prints text only', {
        hint: 'leave --format and --json out',
      });
    }
    const { printOutcome } = await import('../print-outcome.ts');
    const { createPaint } = await import('../paint.ts');
    const paint = (): Paint =>
      createPaint({ colour: context.io.outIsTerminal(), width: context.width() });
    openFramework(context);
    await watchFolder(context, projectFolder(context), async () => {
      // Half-written settings are one more thing to tell, and no reason to stop watching.
      const outcome = await check().catch((error: unknown): Outcome => {
        if (isCodedError(error)) return { json: {}, error };
        throw error;
      });
      printOutcome(context, { path: ['validate'] }, outcome, false, paint);
    });
    return { exit: 0, json: { ok: true } };
  },
});

function readFormat(written: string, json: boolean): Format {
  const format = FORMATS.find((known) => known === written);
  if (format === undefined || (json && format !== 'text' && format !== 'json')) {
    const fault =
      format === undefined
        ? `unknown format: ${written}`
        : `--json and --format ${written} are two answers`;
    throw new CodedError('flag_invalid', fault, {
      hint: `one of ${FORMATS.join(', ')}`,
      where: { field: '--format' },
    });
  }
  return format;
}

async function describe(
  context: Context,
  format: Format,
  quiet: boolean,
  fix: boolean,
): Promise<Outcome> {
  let opened = openFramework(context);
  let report = await validateOpened(context, opened);
  const plans = fix ? planFixes(opened.framework.tree, report.findings) : [];
  for (const { path, before, after } of plans) rewriteFile(join(opened.root, path), before, after);
  if (plans.length > 0) {
    opened = openFramework(context);
    report = await validateOpened(context, opened);
  }
  const issues = perAgent(report.findings).filter(({ severity }) => severity === 'error').length;
  const fixed = plans.map(({ path, findings }) => ({
    file: path,
    codes: [...new Set(findings.map(({ code }) => code))],
  }));
  const answer = { ...reportJson(report), ...(fix ? { fixed } : {}) };
  return {
    exit: report.ok ? 0 : FOUND,
    json: answer,
    text: (paint) => {
      if (quiet && report.ok) return [];
      if (quiet) return [paint.verdict(false, `validation failed with ${issues} issues`)];
      switch (format) {
        case 'json':
          return prettyJson(answer).trimEnd().split('\n');
        case 'sarif':
          return prettyJson(findingsSarif(report.findings, context.version)).trimEnd().split('\n');
        case 'github':
          return findingsGithub(report.findings);
        case 'text':
          return reportText(opened, report, fixed, paint);
      }
    },
  };
}

function reportText(
  { framework }: OpenedFramework,
  report: ValidationReport,
  fixed: readonly { readonly file: string; readonly codes: readonly string[] }[],
  paint: Paint,
): readonly string[] {
  const [found, overview] = countsText(report.counts);
  const agents = countByAgent(framework);
  return [
    ...fixed.map(
      ({ file, codes }) => `${paint.good('repaired')} ${file}  ${paint.dim(codes.join(', '))}`,
    ),
    ...findingsText(report.findings, paint),
    paint.verdict(report.ok, report.ok ? `valid: ${found}` : `not valid: ${found}`),
    overview,
    ...(report.ok && agents.length <= SHOWN_AGENTS
      ? paint.table([
          ['Agent', 'Tasks', 'Templates', 'Data files'].map(paint.dim),
          ...agents.map(({ agent, tasks, templates, data }) => [
            agent,
            `${tasks}`,
            `${templates}`,
            `${data}`,
          ]),
        ])
      : []),
  ];
}

const SHOWN_AGENTS = 40;
