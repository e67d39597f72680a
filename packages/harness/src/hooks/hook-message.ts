import type { HookHarnessId } from './hook-row.ts';

/** What a tool tells about, in one vocabulary for all tools. */
export type HookEvent = 'before_call' | 'after_call' | 'session_start' | 'session_end' | 'prompt';

export type ShellDialect = 'sh' | 'powershell' | 'cmd';

/** One file that a patch changes. */
export interface FileChange {
  readonly kind: 'add' | 'update' | 'delete';
  /** As the patch names it: relative to the folder of the call, or absolute. */
  readonly path: string;
  /** An update that moves the file as well. */
  readonly movedTo?: string;
}

/**
 * What a call is about. Paths and URLs stand as the tool was given them: a relative path is
 * relative to `folder` where the call has one, otherwise to the message's `folder`.
 */
export type ToolCall =
  | {
      readonly kind: 'shell';
      /**
       * Each is a script of its own. They are never joined: a quote left open in one would hide
       * the next from whoever reads the joined text, while the tool runs them one by one.
       */
      readonly commands: readonly string[];
      readonly dialect: ShellDialect;
      readonly folder?: string;
    }
  | { readonly kind: 'file_read'; readonly paths: readonly string[] }
  | { readonly kind: 'file_write'; readonly path: string; readonly content: string }
  | {
      readonly kind: 'file_edit';
      readonly path: string;
      /** `from` is empty where the tool does not say which text is replaced, or makes the file. */
      readonly edits: readonly { readonly from: string; readonly to: string }[];
    }
  | { readonly kind: 'file_delete'; readonly path: string }
  | { readonly kind: 'file_patch'; readonly patch: string; readonly changes: readonly FileChange[] }
  /** Looks for names or text in files. `folder` undefined: the working folder. */
  | { readonly kind: 'search'; readonly folder?: string; readonly pattern?: string }
  /** Empty: the tool was given a text in which no address was found. */
  | { readonly kind: 'fetch'; readonly urls: readonly string[] }
  | { readonly kind: 'web_search'; readonly query: string }
  | {
      readonly kind: 'mcp';
      /** `*` where the tool asks every server. */
      readonly server: string;
      readonly tool: string;
      readonly args: unknown;
    }
  /** Another agent, or instructions that another author wrote. */
  | { readonly kind: 'agent'; readonly name?: string; readonly prompt?: string }
  /** The tool's own bookkeeping: lists of tasks, questions to the person. Nothing outside it changes. */
  | { readonly kind: 'internal' }
  /** A tool that is not known. Nothing may be taken for granted of it. */
  | { readonly kind: 'other' };

/** What a call came to, as the tool tells it. It is the tool's word, and partly the command's own. */
export interface CallOutcome {
  readonly status: 'ok' | 'error' | 'unknown';
  readonly exitCode?: number;
  /** What was shown, at most the first 64 KiB of it. */
  readonly text?: string;
}

interface MessageHead {
  readonly harness: HookHarnessId;
  /** The event in the tool's own words. */
  readonly eventName: string;
  readonly sessionId?: string;
  /** The folder that the tool works in at this moment. It never chooses a policy. */
  readonly folder?: string;
  /** How much the person lets the tool do unasked, in the tool's own words. */
  readonly mode?: string;
  /** The call comes from a subagent. */
  readonly agentId?: string;
  readonly transcript?: string;
  readonly version?: string;
  readonly model?: string;
}

interface CallPart {
  /** The same id before and after the call. Undefined: the tool tells none. */
  readonly callId?: string;
  /** The name of the called tool, as the AI coding tool says it. */
  readonly tool: string;
  /** What the called tool gets, unchanged. */
  readonly input: unknown;
  readonly call: ToolCall;
}

export type HookMessage =
  | (MessageHead & CallPart & { readonly event: 'before_call' })
  | (MessageHead & CallPart & { readonly event: 'after_call'; readonly outcome: CallOutcome })
  | (MessageHead & { readonly event: 'session_start' | 'session_end'; readonly reason?: string })
  | (MessageHead & { readonly event: 'prompt'; readonly text: string });

/** Why a message could not be read. Whoever gets one denies the call. */
export type HookFaultCode =
  /** More bytes than any honest call. */
  | 'hook_too_large'
  | 'hook_not_utf8'
  /** A byte order mark after the one that may lead. */
  | 'hook_marks'
  | 'hook_not_object'
  | 'hook_field_missing'
  | 'hook_field_type'
  | 'hook_event_unknown'
  /** A tool that is known was called with what its own schema does not have. */
  | 'hook_input_unread'
  /** The tool has no hooks, or how it speaks is not known. */
  | 'hook_dialect_unknown';

export interface HookFault {
  readonly ok: false;
  readonly code: HookFaultCode;
  readonly detail: string;
  /** What it would have been, as far as that could be seen: the answer is written for it. */
  readonly event?: HookEvent;
}

export type HookReading = { readonly ok: true; readonly message: HookMessage } | HookFault;
