import type { JsonObject } from '@gait/canon';

/** One call of an AI coding tool, in terms that all tools share. Nothing in it is believed. */
export interface ToolCall {
  /** Which coding tool asks, by its id in the table of tools. */
  readonly harness: string;
  /** The tool's own session; `''`: it tells none. */
  readonly sessionId: string;
  /** The tool's own id of this call; `''`: it tells none. */
  readonly callId: string;
  /** What is called, by the tool's own name for it. */
  readonly tool: string;
  readonly input: JsonObject;
  /** The folder that the call works in, absolute; `''`: the tool tells none. */
  readonly folder: string;
  readonly action: ToolAction;
}

/** What a call does, as far as the table of tools knows. */
export type ToolAction =
  | { readonly kind: 'shell'; readonly dialect: 'sh' | 'powershell' | 'cmd'; readonly text: string }
  | {
      readonly kind: 'read' | 'search' | 'write' | 'edit' | 'delete';
      readonly paths: readonly string[];
    }
  | { readonly kind: 'fetch'; readonly url: string; readonly method: string }
  | { readonly kind: 'web_search' }
  | {
      readonly kind: 'mcp';
      readonly server: string;
      readonly name: string;
      readonly args: JsonObject;
    }
  /** Plans, lists, questions: nothing outside the tool. */
  | { readonly kind: 'inner' }
  /** Another agent of the same tool; what that one calls is asked again. */
  | { readonly kind: 'delegate' }
  | { readonly kind: 'other' };
