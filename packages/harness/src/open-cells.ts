import { HARNESS_IDS, type HarnessId, type PlaceKind } from './harness.ts';
import { HARNESSES } from './harnesses.ts';

/** Something of a tool that is not confirmed. */
export interface OpenCell {
  readonly target: HarnessId;
  readonly kind: PlaceKind | 'legacy' | 'tool_grants';
  /** The place that it is about; undefined where none is known. */
  readonly path: string | undefined;
  /** What is not known. */
  readonly open: string;
}

/** Everything in the table that is not confirmed, tool by tool. */
export function openCells(): readonly OpenCell[] {
  return HARNESS_IDS.flatMap((target) => {
    const tool = HARNESSES[target];
    const kinds: readonly PlaceKind[] = ['rules', 'agents', 'commands', 'skills', 'mcp'];
    return [
      ...kinds.flatMap((kind) => {
        const { open, places } = tool[kind];
        return [
          ...(open === undefined ? [] : [{ target, kind, path: undefined, open }]),
          ...places.flatMap((place) =>
            place.open === undefined ? [] : [{ target, kind, path: place.path, open: place.open }],
          ),
        ];
      }),
      ...tool.legacy.flatMap(({ path, open }) =>
        open === undefined ? [] : [{ target, kind: 'legacy' as const, path, open }],
      ),
      ...(tool.toolGrants === undefined
        ? [
            {
              target,
              kind: 'tool_grants' as const,
              path: undefined,
              open: 'whether the file of an agent can name the tools that it may use',
            },
          ]
        : []),
    ];
  });
}
