import type { JsonObject } from '@gait/canon';

/** Filled below. */
export function examineTool(definition: JsonObject): readonly string[] {
  return definition['name'] === '' ? ['it has no name'] : [];
}
