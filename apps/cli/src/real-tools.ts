import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { CodedError, isCodedError, sha256Hex, toLower, trimSpace } from '@gait/canon';
import type { Intent, RealTools, ToolAnswer } from '@gait/evidence';
import { runChild, writeWhole } from '@gait/local';

/** What real tools of a replay may use. */
export interface RealToolOptions {
  /** Names as the user gave them. */
  readonly allowed: readonly string[];
  /** Absolute folder that writes may not leave; undefined: no tool that writes. */
  readonly workDir: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const COMMAND_SECONDS = 5;
const OUTPUT_BYTES = 64 * 1024;

/**
 * The three kinds of tools that a replay can run (gait-formats §2.9). A tool that fails
 * answers `error` with the digest of why; it does not stop the replay.
 */
export function realTools(options: RealToolOptions): RealTools {
  const allowed = new Set(
    options.allowed.map((tool) => toLower(trimSpace(tool))).filter((tool) => tool !== ''),
  );
  return {
    allowed,
    async run(intent) {
      try {
        return await runTool(intent, options);
      } catch (error) {
        if (!isCodedError(error)) throw error;
        return failed(error.message);
      }
    },
  };
}

async function runTool(intent: Intent, options: RealToolOptions): Promise<ToolAnswer> {
  switch (toLower(trimSpace(intent.tool_name))) {
    case 'echo':
    case 'tool.echo':
      return done(textArg(intent, 'message') || 'echo');
    case 'file.write':
    case 'fs.write':
    case 'write_file':
      return writeFile(intent, options);
    case 'shell.exec':
    case 'exec':
    case 'command.run':
      return runCommand(intent, options);
    default:
      return failed(`unsupported real tool: ${intent.tool_name}`);
  }
}

function writeFile(intent: Intent, { workDir }: RealToolOptions): ToolAnswer {
  const path = textArg(intent, 'path');
  const content = textArg(intent, 'content');
  if (path === '') return failed('file.write requires args.path');
  writeWhole(confine(path, requireFolder(workDir)), content, { makeFolders: true });
  return done(content);
}

async function runCommand(intent: Intent, { workDir, env }: RealToolOptions): Promise<ToolAnswer> {
  const line = textArg(intent, 'command');
  if (line === '') return failed('shell.exec requires args.command');
  const { exitCode, signal, timedOut, stdout } = await runChild({
    // Both streams into one, in the order in which they were written.
    argv: ['sh', '-lc', `exec 2>&1\n${line}`],
    cwd: requireFolder(workDir),
    env,
    timeoutMs: COMMAND_SECONDS * 1000,
    graceMs: 0,
    maxOutputBytes: OUTPUT_BYTES,
  });
  if (timedOut) return failed('signal: killed');
  if (signal !== undefined) return failed(`signal: ${signal}`);
  if (exitCode !== 0) return failed(`exit status ${exitCode}`);
  return { status: 'ok', resultDigest: sha256Hex(stdout) };
}

function textArg({ args }: Intent, name: string): string {
  const value = args !== null && Object.hasOwn(args, name) ? args[name] : undefined;
  return typeof value === 'string' ? trimSpace(value) : '';
}

function done(text: string): ToolAnswer {
  return { status: 'ok', resultDigest: sha256Hex(text) };
}

function failed(why: string): ToolAnswer {
  return { status: 'error', resultDigest: sha256Hex(why) };
}

function requireFolder(workDir: string | undefined): string {
  if (workDir !== undefined) return workDir;
  throw new CodedError('replay_unsafe', 'tools that write need --work-dir');
}

/**
 * The path inside the folder. A recorded path may be absolute, climb with `..`, or lead
 * through a link that points out of the folder: all are refused.
 */
function confine(path: string, folder: string): string {
  const root = realpathSync(folder);
  const target = resolve(root, path);
  if (!isInside(target, root) || !isInside(realpathSync(nearestFolder(target, root)), root, true)) {
    throw new CodedError('replay_unsafe', `file.write outside the working folder: ${path}`);
  }
  return target;
}

function isInside(path: string, root: string, orSame = false): boolean {
  const way = relative(root, path);
  if (way === '') return orSame;
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The deepest folder on the way to a file that is there already. */
function nearestFolder(path: string, root: string): string {
  for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) {
    if (exists(folder)) return folder;
  }
  return root;
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
