import { trimSpace } from '@gait/canon';

/** Trimmed items without the empty ones, order kept. */
export function normalizeSequence(values: readonly string[] | null): string[] {
  return (values ?? []).map(trimSpace).filter((value) => value !== '');
}

/** Names of the called tools, in the order of the intents. */
export function toolSequence(intents: readonly { readonly tool_name: string }[]): string[] {
  return normalizeSequence(intents.map((intent) => intent.tool_name));
}
