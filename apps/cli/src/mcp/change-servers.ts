import { relative, resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { serversIn, unwrapServers, wrapServers, type NamedServer } from '@gait/boundary';
import { rewriteFile } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import type { Paint } from '../paint.ts';
import { serverSettingsOf, type ServerSettings } from './server-settings.ts';

interface ServerChange {
  readonly install: boolean;
  readonly project: string;
  readonly dryRun: boolean;
}

interface ChangedFile {
  readonly path: string;
  readonly tools: readonly string[];
  readonly changed: readonly string[];
  /** Servers that the proxy does not stand in front of, and why. */
  readonly uncovered: readonly { readonly server: string; readonly why: string }[];
}

/**
 * Puts the proxy in front of the servers that a project's coding tools start, or takes it away.
 * Everything is worked out before anything is written.
 *
 * @throws CodedError `mcp_settings_invalid`, `approval_from_gated_session`, those of `rewriteFile`
 */
export function changeServers(
  context: Context,
  { install, project, dryRun }: ServerChange,
): Outcome {
  assertPerson(context);
  const at = resolve(context.cwd, project);
  const planned = serverSettingsOf(at).map((settings) => ({
    settings,
    edit: editOf(settings, install, { program: context.executable, project: at }),
  }));
  if (!dryRun) {
    for (const { settings, edit } of planned) {
      const after = Buffer.from(edit.text ?? '', 'utf8');
      if (edit.text !== settings.text) rewriteFile(settings.path, settings.bytes, after);
    }
  }
  const files = planned.map(({ settings, edit }) => ({
    path: relative(at, settings.path),
    tools: settings.tools,
    changed: edit.text === settings.text ? [] : edit.changed,
    uncovered: install ? uncoveredIn(settings, edit.text) : [],
  }));
  return answer(files, { install, project: at, dryRun });
}

type Edit = { readonly text: string | undefined; readonly changed: readonly string[] };

function editOf(
  { path, text }: ServerSettings,
  install: boolean,
  by: { readonly program: string; readonly project: string },
): Edit {
  if (text === undefined) return { text, changed: [] };
  const edit = install ? wrapServers(text, by) : unwrapServers(text);
  if (edit !== undefined) return edit;
  throw new CodedError('mcp_settings_invalid', `${path} can be read in no way, or in two`, {
    hint: 'repair the file by hand, then run the command again; nothing was changed',
    where: { file: path },
  });
}

function uncoveredIn(
  { text: before }: ServerSettings,
  text: string | undefined,
): ChangedFile['uncovered'] {
  if (before === undefined) {
    return [
      {
        server: '*',
        why: 'the format of this file is not edited: put gait mcp proxy there by hand',
      },
    ];
  }
  return (serversIn(text ?? '') ?? [])
    .filter(({ isProxied }) => !isProxied)
    .map(({ name, command }: NamedServer) => ({
      server: name,
      why:
        command === undefined
          ? 'it is reached over the network'
          : 'its settings are not as they should be',
    }));
}

function answer(
  files: readonly ChangedFile[],
  { install, project, dryRun }: ServerChange,
): Outcome {
  return {
    exit: 0,
    json: {
      ok: true,
      project,
      dry_run: dryRun || undefined,
      files: files.map((file) => ({ ...file })),
    },
    text: (paint) =>
      files.length === 0
        ? [paint.warn('no settings with MCP servers were found here')]
        : files.flatMap((file) => linesOf(paint, file, install)),
  };
}

function linesOf(paint: Paint, file: ChangedFile, install: boolean): readonly string[] {
  const verb = install ? 'the gate stands in front of' : 'the gate was taken away from';
  return [
    file.changed.length === 0
      ? paint.dim(`${file.path}: unchanged`)
      : paint.verdict(true, `${file.path}: ${verb} ${file.changed.join(', ')}`),
    ...file.uncovered.map(({ server, why }) => paint.warn(`  not covered: ${server}: ${why}`)),
  ];
}
