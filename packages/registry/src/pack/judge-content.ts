import { FRAMEWORK, judgePath } from '@gait/agents';

/** Why a file may not be in a pack. */
export interface ContentFault {
  readonly code: 'pack_path_refused' | 'pack_content_refused';
  readonly why: string;
}

/** Folders of a pack; they become those of `.krci-ai`. */
export const PACK_FOLDERS = ['agents', 'tasks', 'templates', 'data', 'skills'] as const;

/** Agents read their definitions by these endings: another one would travel unseen. */
const ENDINGS: Readonly<Record<string, RegExp>> = {
  agents: /\.yaml$/u,
  tasks: /\.md$/u,
};

/** The only place of programs: a skill's own scripts. */
const SCRIPTS = /^skills\/[^/]+\/scripts\/./u;

/** Endings that a system runs, or loads into what runs, when the file is opened by its name. */
const RUNS =
  /\.(?:app|bash|bat|cmd|com|command|cpl|desktop|dll|dylib|elf|exe|fish|hta|jar|jse|lnk|msi|msp|pif|ps1|psm1|reg|scpt|scr|sh|so|url|vbe|vbs|wasm|wsf|zsh)$/iu;

/** What a path of a pack must be; undefined where it may stand there. */
export function judgePackPath(path: string): ContentFault | undefined {
  const [folder = ''] = path.split('/');
  if (!PACK_FOLDERS.some((known) => known === folder) || !path.includes('/')) {
    return refused(`it is not below ${PACK_FOLDERS.join(', ')}`);
  }
  const fault = judgePath(`${FRAMEWORK}/${path}`);
  if (fault !== undefined) return refused(fault.why);
  if (ENDINGS[folder]?.test(path) === false) return refused(`it is no file of ${folder}`);
  return undefined;
}

/** Whether a file may be a program. */
export function mayExecute(path: string): boolean {
  return SCRIPTS.test(path);
}

/**
 * What the content of a file must not be outside a skill's scripts: a program by its ending, its
 * first bytes or its mode. A pack brings text for a model; a program that lies beside it waits for
 * an agent to be talked into running it.
 */
export function judgeContent(
  path: string,
  bytes: Uint8Array,
  executable: boolean,
): ContentFault | undefined {
  if (mayExecute(path)) return undefined;
  const why = executable
    ? 'it is marked as a program'
    : RUNS.test(path)
      ? 'its ending makes it a program'
      : programKind(bytes);
  if (why === undefined) return undefined;
  return { code: 'pack_content_refused', why: `${why}; programs stand below skills/NAME/scripts` };
}

const MAGICS: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x23, 0x21], 'it begins as a script (#!)'],
  [[0xef, 0xbb, 0xbf, 0x23, 0x21], 'it begins as a script (#!)'],
  [[0x7f, 0x45, 0x4c, 0x46], 'it is a program of Linux'],
  [[0x4d, 0x5a], 'it is a program of Windows'],
  [[0xfe, 0xed, 0xfa, 0xce], 'it is a program of macOS'],
  [[0xfe, 0xed, 0xfa, 0xcf], 'it is a program of macOS'],
  [[0xce, 0xfa, 0xed, 0xfe], 'it is a program of macOS'],
  [[0xcf, 0xfa, 0xed, 0xfe], 'it is a program of macOS'],
  [[0xca, 0xfe, 0xba, 0xbe], 'it is a program of macOS or Java'],
  [[0x00, 0x61, 0x73, 0x6d], 'it is a WebAssembly program'],
];

function programKind(bytes: Uint8Array): string | undefined {
  const found = MAGICS.find(([magic]) => magic.every((byte, i) => bytes[i] === byte));
  // "MZ" may begin a text; a program of Windows has zeros among its first bytes.
  if (found?.[0][0] === 0x4d && !bytes.subarray(0, 64).includes(0)) return undefined;
  return found?.[1];
}

function refused(why: string): ContentFault {
  return { code: 'pack_path_refused', why };
}
