import { CodedError, sha256Hex } from '@gait/canon';
import type { WaitingCall } from '@gait/gate';
import { coveredTools, openApprovalInbox } from '@gait/local';
import { answerWaiting } from '../approvals/answer-waiting.ts';
import { signerOf, type LocalSigner } from '../approvals/signer-of.ts';
import type { Minter } from '../approve/load-minter.ts';
import type { Context } from '../context.ts';
import { inFolder } from '../in-folder.ts';
import type { KeyFlagValues } from '../key-flags.ts';
import { createAnswerDesk, type AnswerDesk } from './answer-desk.ts';
import { createAccess, type UiAccess } from './ui-access.ts';

/** How calls are answered from the page. */
export interface UiSigning extends KeyFlagValues {
  readonly approver: string;
  readonly reason: string;
  /** Nanoseconds that an answer counts. */
  readonly ttl: bigint;
}

/** A project of this machine. */
export interface UiProject {
  /** As addresses name it: nothing that a request says becomes a path. */
  readonly id: string;
  readonly folder: string;
}

/** How a call was answered through this page. */
export interface GivenAnswer {
  readonly deny: boolean;
  readonly approver: string;
  readonly expiresAt: string;
}

/** Everything that the page works with while it is served. */
export interface UiDesk {
  readonly context: Context;
  readonly project: UiProject;
  readonly access: UiAccess;
  readonly answers: AnswerDesk;
  /** Calls as they were shown, by id. */
  readonly shown: Map<string, WaitingCall>;
  readonly given: Map<string, GivenAnswer>;
  readonly projects: () => readonly UiProject[];
  /** Loads the key for a project's calls, and tells whose it is. Errors as `approverOf`, `loadMinter`. */
  readonly unlock: (project: string) => Promise<string>;
  /** Name of who would answer calls of a project. Errors as `approverOf`. */
  readonly approverFor: (project: string) => Promise<string>;
  /** Signs. Errors as `approverOf`, `loadMinter`, `answerWaiting`. */
  readonly sign: (call: WaitingCall, deny: boolean) => Promise<GivenAnswer>;
  /** Lines for the person at the terminal. */
  readonly tell: (lines: readonly string[]) => void;
}

/** Sets a desk up. Keys are loaded once: a passphrase is asked for once. */
export function openDesk(
  context: Context,
  {
    project,
    signing,
    tell,
  }: {
    readonly project: string;
    readonly signing: UiSigning;
    readonly tell: UiDesk['tell'];
  },
): UiDesk {
  // What a page does again and again must not fill the terminal.
  const quiet: Context = { ...context, warn: () => undefined };
  const minters = new Map<string, Minter>();
  const signer = (folder: string) => signerOf(context, inFolder(quiet, folder), signing);
  const minterOf = async ({ keyName, load }: LocalSigner): Promise<Minter> => {
    const minter = minters.get(keyName) ?? (await load());
    minters.set(keyName, minter);
    return minter;
  };
  return {
    context: quiet,
    project: projectOf(project),
    access: createAccess(context),
    answers: createAnswerDesk(context),
    shown: new Map(),
    given: new Map(),
    tell,
    projects() {
      const inbox = openApprovalInbox(quiet)
        .waiting()
        .calls.map((call) => call.project);
      const covered = coveredTools(quiet).map((tool) => tool.project);
      return [...new Set([project, ...inbox, ...covered])].map(projectOf);
    },
    approverFor: async (folder) => (await signer(folder)).name,
    async unlock(folder) {
      const found = await signer(folder);
      await minterOf(found);
      return found.name;
    },
    async sign(call, deny) {
      const found = await signer(call.project);
      const minter = await minterOf(found);
      // Loading may have asked for a passphrase: meanwhile somebody else may have answered.
      openApprovalInbox(quiet).read(call.request_id);
      const token = await answerWaiting(quiet, call, minter, {
        deny,
        approver: found.name,
        reasonCode: signing.reason,
        ttl: signing.ttl,
      });
      return { deny, approver: token.approver_identity, expiresAt: token.expires_at };
    },
  };
}

/** The project that an address names; without one the project that the page was opened in. */
export function namedProject(desk: UiDesk, id: string | null): UiProject {
  if (id === null || id === desk.project.id) return desk.project;
  const found = desk.projects().find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new CodedError('invalid_input', 'no such project is known on this machine', {
    hint: 'choose one of the list',
  });
}

function projectOf(folder: string): UiProject {
  return { id: sha256Hex(folder).slice(0, 16), folder };
}
